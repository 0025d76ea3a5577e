/** What a mapping says: how a record of the hub becomes a record of the user's own. */

export const mappingSourceKinds = [
  'post',
  'tag',
  'tag_with_details',
  'account',
  'category',
  'comment',
  'statistic',
  'contact',
  'event',
] as const
export type MappingSourceKind = (typeof mappingSourceKinds)[number]

export interface MappingSource {
  kind: MappingSourceKind
  /** For events: exact types, or prefixes ending in `.*`. */
  eventTypes?: string[] | undefined
}

export type FieldType = 'string' | 'number' | 'integer' | 'boolean' | 'date' | 'datetime' | 'json' | 'list'

/** Where the value of a field begins. */
export type FieldFrom =
  | { path: string }
  /** Several values as a list. */
  | { paths: string[] }
  | { constant: unknown }
  /** Liquid over the fields of the record. */
  | { template: string }
  /** JSONata over the record. */
  | { expression: string }

/** One change of a value; lists are changed item by item except where it says otherwise. */
export type Transform =
  /** A list to one text. */
  | { use: 'join'; separator: string }
  /** A text to a list, or to its n-th part (from 1; from the end when negative). */
  | { use: 'split'; separator: string; take?: number | undefined }
  | {
      use: 'date'
      /** How the text is written: `iso` (default), `unix`, `unix_ms`, or a pattern such as `dd.MM.yyyy HH:mm`. */
      from?: string | undefined
      /** Zone of texts that name none; default UTC. */
      zone?: string | undefined
      /** How to write it: `iso` (default), `date`, `unix`, `unix_ms`, or a pattern. */
      to?: string | undefined
      /** Zone to write it in; default UTC. */
      toZone?: string | undefined
    }
  | { use: 'number'; decimal?: '.' | ',' | undefined; round?: number | undefined }
  | {
      use: 'lookup'
      table: Record<string, unknown>
      /** What becomes of values that are not in the table; default `empty`. */
      otherwise?: 'empty' | 'keep' | 'error' | undefined
    }
  | { use: 'case'; to: 'lower' | 'upper' | 'title' | 'trim' }
  | { use: 'replace'; find: string; with: string }
  /** Liquid over `value` and `record`. */
  | { use: 'template'; template: string }
  /** JSONata over `value` and `record`. */
  | { use: 'expression'; expression: string }

export interface MappingField {
  name: string
  type: FieldType
  from: FieldFrom
  transforms?: Transform[] | undefined
  /** Records without a value are refused. */
  required?: boolean | undefined
  /** Instead of no value. */
  default?: unknown
}

/** Fields of an output whose changes in the table come back, and who wins when both sides changed one. */
export type TwoWay = Record<string, 'hub' | 'table'>

export interface MappingDefinition {
  title?: string | undefined
  description?: string | undefined
  source: MappingSource
  /** null: every location. */
  locationIds: string[] | null
  fields: MappingField[]
  /** Names of the fields that tell one record from another, for good. */
  key: string[]
}
