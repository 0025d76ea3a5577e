import type { FieldType } from '../../store/mapping.types.ts'

/** A row on its way to a destination. */
export interface OutgoingRow {
  locationId: string
  sourceId: string
  operation: 'upsert' | 'delete'
  key: Record<string, unknown>
  /** null for a deletion. */
  record: Record<string, unknown> | null
}

/** A row the destination does not take, with its reason. */
export interface Refusal {
  row: OutgoingRow
  message: string
}

/** What the rows of a mapping look like. */
export interface TargetShape {
  mapping: string
  version: number
  fields: readonly { name: string; type: FieldType; required: boolean }[]
  /** Names of the fields that make the key. */
  key: readonly string[]
  /** `mark`: deleted rows stay, with the instant in `deleted_at`. */
  onDelete: 'delete' | 'mark'
}

/** Writes rows of one mapping to one target of a destination. */
export interface Writer {
  /**
   * Makes the target or fits it to the shape, and says in words what it changed.
   * @throws `mappings.target_unfit`, `mappings.destination_away`, `mappings.destination_refused`
   */
  prepare(shape: TargetShape): Promise<string[]>
  /** A fill begins: whatever was written before need not stay. */
  beginFill(): Promise<void>
  /** Writes rows, each so that writing it again changes nothing; says which ones are refused. */
  write(rows: readonly OutgoingRow[]): Promise<Refusal[]>
  /** Reads fields of those of some rows that are there; only where changes can come back. */
  read?(
    keys: readonly Record<string, unknown>[],
    names: readonly string[],
  ): Promise<Record<string, unknown>[]>
  /** Every row of the fill is written. */
  finishFill(): Promise<void>
  /** What another writer needs to go on, to be stored with the place of the fill. */
  state(): Record<string, unknown> | null
  close(): Promise<void>
}

/** A destination that can be reached. */
export interface Destination {
  /** Whether changes can be written one by one; otherwise each change means another fill. */
  takesChanges: boolean
  /** How often, at most, it is filled again because something changed. */
  refillMs?: number
  /** Connects and says what answered. */
  test(): Promise<string>
  /** Whether a target is named rightly; the reason when it is not. */
  checkTarget(target: string): string | undefined
  /** `state`: what another writer left; null when nobody wrote there. */
  open(target: string, state: Record<string, unknown> | null): Promise<Writer>
}

/** The column or field that says when a row was deleted, where rows are marked. */
export const deletedField = 'deleted_at'
