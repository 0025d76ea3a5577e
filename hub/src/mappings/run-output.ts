import { HubError, messageOf } from '../platform/errors.ts'
import type { Expressions } from '../platform/expressions/create-expressions.ts'
import type { Log } from '../platform/log.ts'
import type { DestinationsStore } from '../store/destinations.store.ts'
import type { MappingDefinition } from '../store/mapping.types.ts'
import type { MappedRecordsStore, SourceRecord } from '../store/mapped-records.store.ts'
import type { BatchResult, MappingOutputsStore, NamedOutputRow } from '../store/mapping-outputs.store.ts'
import type { MappingsStore } from '../store/mappings.store.ts'
import type { MappingAgreementsStore } from '../store/mapping-agreements.store.ts'
import type { SourceKey } from '../store/quarantine.store.ts'
import type { Destination, OutgoingRow, TargetShape, Writer } from './destinations/destination.types.ts'
import { type DestinationParts, openDestination } from './destinations/open-destination.ts'
import { type Projection, projectRecords } from './project-records.ts'
import {
  agreementsOf,
  findTaken,
  findTouched,
  type TakenChange,
  type TwoWayField,
  twoWayFields,
  type UntakenRow,
} from './two-way.ts'

export interface OutputContext {
  mappings: MappingsStore
  destinations: DestinationsStore
  outputs: MappingOutputsStore
  records: MappedRecordsStore
  agreements: MappingAgreementsStore
  /** Changes details of tags as a table says. */
  takeChanges(changes: readonly TakenChange[]): Promise<void>
  /** How often a table whose changes come back is looked through. */
  readBackMs: number
  listLocationIds(): Promise<string[]>
  parts: DestinationParts
  expressions: Expressions
  log: Log
  workerId: string
  /** True when the hub stops: end after the batch under way. */
  isStopping(): boolean
}

export const leaseMs = 60_000
export const sweepMs = 10 * 60_000
/** Records read, mapped and written together. */
const fillBatch = 5000
const changesBatch = 500
const firstRetryMs = 1000
const longestRetryMs = 60_000

/**
 * Works at one output until nothing is left: fills, then follows. Whatever fails is noted at the output with the
 * time of the next try, and harms no other.
 */
export async function runOutput(id: string, context: OutputContext): Promise<void> {
  const { outputs, workerId, log } = context
  const output = await outputs.takeLease(id, workerId, leaseMs)
  if (output === undefined) return
  try {
    await work(output, context)
  } catch (problem) {
    const known = problem instanceof HubError ? problem : undefined
    const retryInMs =
      Math.min(longestRetryMs, firstRetryMs * 2 ** output.failures) * (0.8 + Math.random() * 0.4)
    const message = messageOf(problem)
    log.warn(
      {
        output: id,
        mapping: output.mapping_name,
        destination: output.destination_name,
        problem: message,
        retryInMs,
      },
      'a mapping cannot be written to its destination, trying again',
    )
    await outputs.fail(id, workerId, {
      code: known?.code ?? 'mappings.failed',
      message,
      hint: known?.hint,
      retryInMs,
    })
  } finally {
    await outputs.releaseLease(id, workerId)
  }
}

interface Work {
  output: NamedOutputRow
  definition: MappingDefinition
  destination: Destination
  writer: Writer
  /** Empty: nothing comes back. */
  fields: readonly TwoWayField[]
  context: OutputContext
}

async function work(output: NamedOutputRow, context: OutputContext): Promise<void> {
  const version = await context.mappings.version(output.mapping_id, output.version)
  const row = await context.destinations.find(output.destination_id)
  if (version === undefined || row === undefined) return
  const { definition } = version
  const destination = openDestination(row, context.parts)
  const isSweepDue = Date.now() - output.swept_at.getTime() > sweepMs
  if (output.state === 'following' && isSweepDue) await context.outputs.sweep(output, definition.source)
  const writer = await destination.open(output.target, output.writer_state)
  try {
    const changes = await writer.prepare(shapeOf(output, definition))
    for (const change of changes)
      context.log.info({ output: output.id, change }, 'a destination was fitted to its mapping')
    const fields = writer.read === undefined ? [] : twoWayFields(definition, output.two_way)
    const one: Work = { output, definition, destination, writer, fields, context }
    if (output.state === 'filling' && !(await fill(one))) return
    if (fields.length > 0) await look(one)
    await follow(one)
  } finally {
    await writer.close()
  }
}

const shapeOf = (output: NamedOutputRow, definition: MappingDefinition): TargetShape => ({
  mapping: output.mapping_name,
  version: output.version,
  fields: definition.fields.map(({ name, type, required }) => ({
    name,
    type,
    required: required === true || definition.key.includes(name),
  })),
  key: definition.key,
  onDelete: output.on_delete,
})

// Filling -----------------------------------------------------------------------------------------------------

interface FillBatch extends Projection {
  seen: number
  checkpoint: Record<string, unknown>
}

/** Writes every record there is, from the place noted last; false when the work was taken away meanwhile. */
async function fill(one: Work): Promise<boolean> {
  const { output, writer, context, definition } = one
  const places = await placesOf(output, definition, context)
  if (output.fill_checkpoint === null) {
    const current = places.filter(({ isFormer }) => !isFormer).map(({ locationId }) => locationId)
    await context.outputs.beginFill(output.id, await context.records.count(definition.source, current))
    await writer.beginFill()
  }
  const batches = readBatches(one, places)
  let next = batches.next()
  let stored: Promise<boolean> = Promise.resolve(true)
  for (;;) {
    const { value: batch, done } = await next
    if (done === true) break
    // The next batch is read and mapped while this one is written, and the one before is noted down.
    next = batches.next()
    next.catch(() => {})
    const { seen, checkpoint } = batch
    const result = await writeRows(one, batch, { fill: { seen, checkpoint } })
    if (!(await stored)) return false
    stored = store(one, result)
    stored.catch(() => {})
    if (context.isStopping()) {
      await stored
      return false
    }
  }
  if (!(await stored)) return false
  await writer.finishFill()
  return store(one, { fill: 'done', written: 0, held: [], freed: [], writerState: writer.state() })
}

interface Place {
  locationId: string
  /** Of an earlier version only: its rows go. */
  isFormer: boolean
}

async function placesOf(
  output: NamedOutputRow,
  { locationIds }: MappingDefinition,
  context: OutputContext,
): Promise<Place[]> {
  const known = await context.listLocationIds()
  const current = new Set(locationIds ?? known)
  const left = output.former_location_ids ?? []
  const former = left.includes(null) ? known : left.filter((id) => id !== null)
  return [...new Set([...current, ...former])]
    .sort()
    .map((locationId) => ({ locationId, isFormer: !current.has(locationId) }))
}

async function* readBatches(
  { output, definition, context }: Work,
  places: readonly Place[],
): AsyncGenerator<FillBatch, void> {
  const from = output.fill_checkpoint as { locationId: string; after: string | null } | null
  for (const { locationId, isFormer } of places) {
    if (from !== null && locationId < from.locationId) continue
    let after = from?.locationId === locationId ? from.after : undefined
    if (after === null) continue
    do {
      const page = await context.records.page(definition.source, locationId, { after, limit: fillBatch })
      after = page.next
      yield {
        ...(await projectRecords(definition, page.records, context.expressions)),
        seen: isFormer ? 0 : page.records.length,
        checkpoint: { locationId, after },
      }
    } while (after !== null)
  }
}

// Following ---------------------------------------------------------------------------------------------------

/** Writes what changed until nothing waits. */
async function follow(one: Work): Promise<void> {
  const { output, context, destination } = one
  while (!context.isStopping()) {
    const pending = await context.outputs.pending(output.id, changesBatch)
    if (pending.length === 0) return
    if (!destination.takesChanges) {
      const filledAt = output.filled_at?.getTime() ?? 0
      const isTooSoon = output.state === 'filling' || Date.now() - filledAt < (destination.refillMs ?? 0)
      if (!isTooSoon) await context.outputs.refillForChanges(output.id, context.workerId)
      return
    }
    const batch = await projectChanges(one, pending)
    if (!(await store(one, await writeRows(one, batch, { settled: pending })))) return
  }
}

async function projectChanges(
  { definition, context }: Work,
  pending: readonly SourceKey[],
): Promise<Projection> {
  const records: SourceRecord[] = []
  for (const [locationId, changes] of Map.groupBy(pending, (change) => change.locationId))
    records.push(
      ...(await context.records.byIds(
        definition.source,
        locationId,
        changes.map(({ sourceId }) => sourceId),
      )),
    )
  return projectRecords(definition, records, context.expressions)
}

/** Puts rows in line that somebody changed or deleted in the table, when it is time to look. */
async function look(one: Work): Promise<void> {
  const { output, context } = one
  if (Date.now() - (output.looked_at?.getTime() ?? 0) < context.readBackMs) return
  for await (const touched of findTouched(twoWayOf(one))) await context.outputs.queue(output.id, touched)
  await context.outputs.noteLook(output.id)
}

const twoWayOf = ({ output, definition, fields, writer, context }: Work) => ({
  outputId: output.id,
  definition,
  fields,
  writer,
  agreements: context.agreements,
})

/** Takes what a table changed, and gives the rows as they are then, without those that are there already. */
async function takeBack(
  one: Work,
  { rows, held }: Projection,
  isFilling: boolean,
): Promise<Projection & { untaken: UntakenRow[] }> {
  const { output, context } = one
  const { taken, untaken, unchanged } = await findTaken(twoWayOf(one), rows)
  const left = new Set(untaken.map(({ row }) => row))
  const kept = rows.filter((row) => !left.has(row) && (isFilling || !unchanged.has(row)))
  if (taken.length === 0) return { rows: kept, held, untaken }
  await context.takeChanges(taken)
  await context.outputs.noteTaken(output.id, taken.length)
  const isTaken = (row: OutgoingRow) =>
    taken.some(({ locationId, sourceId }) => locationId === row.locationId && sourceId === row.sourceId)
  const anew = await projectChanges(one, taken)
  return {
    rows: [...kept.filter((row) => !isTaken(row)), ...anew.rows],
    held: [...held, ...anew.held],
    untaken,
  }
}

/** Writes a batch and says what came of it. */
async function writeRows(
  one: Work,
  projection: Projection,
  progress: Pick<BatchResult, 'fill' | 'settled'>,
): Promise<BatchResult> {
  const { output, writer, fields, context } = one
  const { rows, held, untaken } =
    fields.length === 0
      ? { ...projection, untaken: [] }
      : await takeBack(one, projection, progress.fill !== undefined)
  const refusals = [...untaken, ...(rows.length === 0 ? [] : await writer.write(rows))]
  const refused = new Set(refusals.map(({ row }) => row))
  if (fields.length > 0) {
    const { agreed, gone } = agreementsOf(
      rows.filter((row) => !refused.has(row)),
      fields,
    )
    await context.agreements.put(output.id, agreed, gone)
  }
  const outputId = output.id
  const allHeld = [
    ...held.map((row) => ({ ...row, outputId })),
    ...refusals.map(({ row, message }) => ({
      outputId,
      locationId: row.locationId,
      sourceId: row.sourceId,
      reason: 'refused' as const,
      message,
      errors: [],
      record: row.record ?? row.key,
    })),
  ]
  // Of an output that never held anything back there is nothing to free.
  const freed = output.quarantined > 0 ? rows.filter((row) => !refused.has(row)) : []
  output.quarantined += allHeld.length
  return {
    ...progress,
    written: rows.length - (refusals.length - untaken.length),
    held: allHeld,
    freed,
    writerState: writer.state(),
  }
}

/** Notes what came of a batch; false when the work was taken away meanwhile. */
const store = async ({ output, context }: Work, result: BatchResult): Promise<boolean> =>
  (await context.outputs.commit(output, context.workerId, result, leaseMs)) === 'kept'
