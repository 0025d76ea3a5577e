import { HubProblem } from '../../data/hub-problem.ts'

/** A failure in a sentence or two, where there is no room for a notice. */
export const wordsOfProblem = (error: unknown): string =>
  error instanceof HubProblem
    ? [error.message, error.hint].filter((part) => part !== undefined).join(' ')
    : 'The console met something it did not expect.'
