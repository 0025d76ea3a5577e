/** A step as it is being written: perhaps not valid yet. */
export type DraftStep = { id: string; type: string; [field: string]: unknown }
export type DraftTrigger = { type: string; [field: string]: unknown }
/** A definition as it is being written. */
export type Draft = {
  name: string
  trigger: DraftTrigger
  steps: DraftStep[]
  [field: string]: unknown
}
/** Where something is in a definition: `['steps', 0, 'do', 1]`. */
export type DraftPath = readonly (string | number)[]

/** A list of steps that a step holds. */
export type Lane = {
  /** From the step: `['do']`, `['cases', 0, 'do']`. */
  path: DraftPath
  label: string
  kind: 'branch' | 'loop' | 'error'
  steps: DraftStep[]
}

/** A step and where it is. */
export type Place = { step: DraftStep; list: DraftPath; index: number; depth: number }
