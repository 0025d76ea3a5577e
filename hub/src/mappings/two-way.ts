import { canonicalJson, fingerprint } from '../store/canonical-json.ts'
import type { Agreement, MappingAgreementsStore } from '../store/mapping-agreements.store.ts'
import type { FieldType, MappingDefinition, TwoWay } from '../store/mapping.types.ts'
import { faultOfDetail } from '../store/record.types.ts'
import { castValue } from './cast-value.ts'
import type { OutgoingRow, Writer } from './destinations/destination.types.ts'
import { MappingFailure } from './mapping-failure.ts'
import { parsePath } from './read-path.ts'

/** A field whose changes come back, and the detail of a tag that it is. */
export interface TwoWayField {
  name: string
  type: FieldType
  detail: string
  winner: TwoWay[string]
}

/** Changes of one tag's details that a table made. */
export interface TakenChange {
  locationId: string
  sourceId: string
  details: Record<string, unknown>
  /** Whether the hub's details are still those that were compared. */
  isAsCompared(details: Record<string, unknown>): boolean
}

/** A row of the table whose change cannot come back. */
export interface UntakenRow {
  row: OutgoingRow
  message: string
}

/** Why a field cannot come back; undefined when it can. */
export function faultOfTwoWay(definition: MappingDefinition, name: string): string | undefined {
  if (definition.source.kind !== 'tag_with_details')
    return 'Only details of tags can come back: nothing else of the hub is yours to change. Map tags with details.'
  const field = definition.fields.find((one) => one.name === name)
  if (field === undefined) return `The mapping has no field ${name}.`
  if (definition.key.includes(name)) return `${name} is part of the key, which stays as it is.`
  if (detailOf(field) === undefined)
    return `${name} is not a detail of the tag as it is, such as details.owner: what is made of it does not lead back.`
  return undefined
}

/** The fields that come back by a definition; one that no longer can is written one way. */
export const twoWayFields = (definition: MappingDefinition, twoWay: TwoWay): TwoWayField[] =>
  definition.fields.flatMap((field) => {
    const winner = twoWay[field.name]
    if (winner === undefined || faultOfTwoWay(definition, field.name) !== undefined) return []
    return [{ name: field.name, type: field.type, detail: detailOf(field)!, winner }]
  })

function detailOf({ from, transforms, default: given }: MappingDefinition['fields'][number]) {
  if (!('path' in from) || (transforms?.length ?? 0) > 0 || given !== undefined) return undefined
  const [root, detail, ...rest] = parsePath(from.path) ?? []
  const isDetail = root?.kind === 'field' && root.name === 'details' && rest.length === 0
  return isDetail && detail?.kind === 'field' ? detail.name : undefined
}

interface TwoWayWork {
  outputId: string
  definition: MappingDefinition
  fields: readonly TwoWayField[]
  writer: Writer
  agreements: MappingAgreementsStore
}

/** Rows of the table that are not as they were written: changed there, or deleted. Told page by page. */
export async function* findTouched(work: TwoWayWork): AsyncGenerator<Agreement[], void> {
  const { outputId, fields, agreements } = work
  let after: Agreement | undefined
  for (;;) {
    const page = await agreements.page(outputId, after, 500)
    after = page.at(-1)
    if (after === undefined) return
    const rows = await readRows(
      work,
      page.map(({ key }) => key),
    )
    yield page.filter((agreed) => {
      const row = rows.get(canonicalJson(agreed.key))
      return row === undefined || fields.some(({ name }) => !isSame(row[name], agreed.fields[name]))
    })
  }
}

/**
 * Compares rows about to be written with those in the table. Where the table changed a field and the hub did not, or
 * the table is to win, the change is to be taken. A row that was never written has nothing agreed upon: then an empty
 * side has nothing to say, and of two values the winner's counts.
 */
export async function findTaken(
  work: TwoWayWork,
  rows: readonly OutgoingRow[],
): Promise<{ taken: TakenChange[]; untaken: UntakenRow[]; unchanged: Set<OutgoingRow> }> {
  const upserts = rows.filter(({ operation }) => operation === 'upsert')
  const known = new Map(
    (await work.agreements.find(work.outputId, upserts)).map((one) => [sourceOf(one), one]),
  )
  const theirs = await readRows(
    work,
    upserts.map(({ key }) => key),
  )
  const found = { taken: [] as TakenChange[], untaken: [] as UntakenRow[], unchanged: new Set<OutgoingRow>() }
  for (const row of upserts) {
    const their = theirs.get(canonicalJson(row.key))
    if (their === undefined) continue
    const agreed = known.get(sourceOf(row))
    const differing = work.fields.filter(({ name }) => !isSame(their[name], row.record![name]))
    if (differing.length === 0) {
      if (agreed?.hash === fingerprint(row.record)) found.unchanged.add(row)
      continue
    }
    const wanted = differing.filter((field) => isToBeTaken(field, their, row.record!, agreed?.fields))
    const faults = wanted.flatMap(({ name, detail }) => {
      const value = their[name]
      const fault = value instanceof MappingFailure ? value.message : faultOfDetail(detail, value)
      return fault === undefined ? [] : [`${name} cannot come back: ${fault}`]
    })
    if (faults.length > 0) found.untaken.push({ row, message: faults.join(' ') })
    else if (wanted.length > 0)
      found.taken.push({
        locationId: row.locationId,
        sourceId: row.sourceId,
        details: Object.fromEntries(wanted.map(({ name, detail }) => [detail, their[name]])),
        isAsCompared: (details) =>
          wanted.every(({ name, type, detail }) => isSame(valueOf(details[detail], type), row.record![name])),
      })
  }
  return found
}

function isToBeTaken(
  { name, winner }: TwoWayField,
  their: Record<string, unknown>,
  our: Record<string, unknown>,
  agreed: Record<string, unknown> | undefined,
): boolean {
  if (agreed === undefined || !(name in agreed))
    return their[name] !== null && ((our[name] ?? null) === null || winner === 'table')
  const isTheirChange = !isSame(their[name], agreed[name])
  const isOurChange = !isSame(our[name], agreed[name])
  return isTheirChange && (!isOurChange || winner === 'table')
}

/** What is agreed upon once rows are written. */
export const agreementsOf = (
  rows: readonly OutgoingRow[],
  fields: readonly TwoWayField[],
): { agreed: Agreement[]; gone: OutgoingRow[] } => ({
  agreed: rows.flatMap((row) =>
    row.record === null
      ? []
      : [
          {
            locationId: row.locationId,
            sourceId: row.sourceId,
            key: row.key,
            fields: Object.fromEntries(fields.map(({ name }) => [name, row.record![name] ?? null])),
            hash: fingerprint(row.record),
          },
        ],
  ),
  gone: rows.filter(({ operation }) => operation === 'delete'),
})

/** Rows of the table by their keys, in the types of the mapping; a value that is of no such type is a failure. */
async function readRows(
  { definition, fields, writer }: TwoWayWork,
  keys: readonly Record<string, unknown>[],
) {
  const types = new Map(definition.fields.map(({ name, type }) => [name, type]))
  const names = [...definition.key, ...fields.map(({ name }) => name)]
  const rows = keys.length === 0 ? [] : await writer.read!(keys, names)
  return new Map(
    rows.map((row) => {
      const typed = Object.fromEntries(names.map((name) => [name, valueOf(row[name], types.get(name)!)]))
      return [canonicalJson(Object.fromEntries(definition.key.map((name) => [name, typed[name]]))), typed]
    }),
  )
}

function valueOf(value: unknown, type: FieldType): unknown {
  try {
    return castValue(value, type)
  } catch (problem) {
    if (problem instanceof MappingFailure) return problem
    throw problem
  }
}

const sourceOf = ({ locationId, sourceId }: { locationId: string; sourceId: string }): string =>
  `${locationId}\n${sourceId}`

const isSame = (one: unknown, other: unknown): boolean =>
  !(one instanceof MappingFailure) && canonicalJson(one ?? null) === canonicalJson(other ?? null)
