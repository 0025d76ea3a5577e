/** What we say about an entry, in our own words. */
export interface Wording {
  /** Short, an imperative: `Add tags to a contact`. */
  title: string
  /** One sentence on what it does for the caller, with what surprises. */
  summary: string
  /** Words people look for it by that stand in neither. */
  keywords?: string[]
}

/** By name of the entry, the part of its id behind the module. */
export type ModuleWording = Readonly<Record<string, Wording>>
