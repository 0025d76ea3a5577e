import type { Operation } from '@causeway/spec'
import type { OperationFacts } from './describe-operation.ts'

const secondMs = 1000
const usualMs = 30 * secondMs
const listMs = 15 * secondMs

/** Milliseconds an answer may be given again, by module of the catalog, where that differs from the usual. */
const byModule: Readonly<Record<string, number>> = {
  // People talk there, and watch.
  conversations: 5 * secondMs,
  // What an administrator sets up once.
  locations: 60 * secondMs,
  companies: 60 * secondMs,
  users: 60 * secondMs,
  workflows: 60 * secondMs,
  forms: 60 * secondMs,
  campaigns: 60 * secondMs,
}

/** How long an answer to a read is given again; 0: never, because asking has an effect of its own. */
export function freshnessOf(operation: Operation, facts: OperationFacts): number {
  // Opens the sign-in of a network, each time anew.
  if (/\/oauth\/.*start$/.test(operation.path)) return 0
  // The CRM's numbers change a few times a day.
  if (/statistics|reporting/.test(operation.path)) return 15 * 60 * secondMs
  return byModule[facts.module] ?? (facts.pagination !== null ? listMs : usualMs)
}
