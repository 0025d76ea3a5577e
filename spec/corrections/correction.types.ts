import type { Generation, JsonSchema, Operation } from '../src/operation.types.ts'

/** Where a fact was learnt: the source keys of the fact sheet, with how sure it is. */
interface Evidence {
  /** `stated` by GHL itself, `measured` on a live account by someone who published it, or `inferred`. */
  kind: 'stated' | 'measured' | 'inferred'
  /** Source keys, see README.md: `S3`, `M4`, `I-178`. */
  sources: string[]
}

/** What the published files say wrongly, or do not say, about operations. */
export interface OperationEdit {
  operations: string[]
  set: Partial<Pick<Operation, 'tokenClasses' | 'scopes' | 'versions'>> & {
    successStatus?: number
    contentTypes?: string[]
    /** Names of parameters that GHL refuses to miss. */
    requiredParameters?: string[]
  }
}

/** A schema that stands in an operation itself. */
export type OperationPart = 'body' | 'success' | `parameter ${string}`

/** The schema an edit is about: a definition, or what stands in the operation itself, and a way into it. */
export type SchemaPlace = { path?: string[] } & (
  | { generation: Generation; module: string; definition: string }
  | { operation: string; part: OperationPart }
)

/** One change of a schema. */
export type SchemaChange =
  /** The published schema is wrong. */
  | { replace: JsonSchema }
  /** The published schema is right, and this comes as well. */
  | { allow: JsonSchema }
  /** Properties that really exist and are not published. */
  | { add: Record<string, JsonSchema> }
  /** Properties that are really required. */
  | { require: string[] }
  /** Properties that are published as required and may be missing. */
  | { release: string[] }

export interface SchemaEdit {
  /** `path` walks into properties by name, into list items by `[]` and into map values by `{}`. */
  places: SchemaPlace[]
  change: SchemaChange
}

/** One thing the published files get wrong, with its reason and its proof. */
export interface Correction {
  id: string
  /** What is true. */
  what: string
  /** What goes wrong for a caller who believes the published files. */
  why: string
  evidence: Evidence
  edits: (OperationEdit | SchemaEdit)[]
}
