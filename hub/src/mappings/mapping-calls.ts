import type { Kysely } from 'kysely'
import type { Log } from '../platform/log.ts'
import { canonicalJson } from '../store/canonical-json.ts'
import type { Expressions } from '../platform/expressions/create-expressions.ts'
import {
  type DestinationKind,
  type DestinationRow,
  destinationSecretPlace,
  type DestinationsStore,
} from '../store/destinations.store.ts'
import { createEndpointsStore } from '../store/endpoints.store.ts'
import type { StoredEvent } from '../store/events.store.ts'
import type { createEventReadersStore } from '../store/event-readers.store.ts'
import type { MappedRecordsStore, SourceRecord } from '../store/mapped-records.store.ts'
import {
  type MappingOutputsStore,
  type NamedOutputRow,
  refillForVersion,
} from '../store/mapping-outputs.store.ts'
import type { MappingDefinition, MappingSource, TwoWay } from '../store/mapping.types.ts'
import type {
  MappingRow,
  MappingsStore,
  MappingVersionRow,
  Published,
  VersionChange,
} from '../store/mappings.store.ts'
import { fromCursor, type Page, toCursor } from '../store/page-cursor.ts'
import { createQuarantineStore, type QuarantineEntry, type SourceKey } from '../store/quarantine.store.ts'
import type { Tables } from '../store/tables.types.ts'
import { applyMapping, type FieldError, type MappedRow } from './apply-mapping.ts'
import { checkDefinition, type DefinitionIssue } from './check-definition.ts'
import { compareDefinitions, type DefinitionChange } from './compare-definitions.ts'
import { describeSample, type SamplePath } from './describe-sample.ts'
import { type DestinationParts, makeDestination, openDestination } from './destinations/open-destination.ts'
import { type MappedEvent, mapEvent } from './map-event.ts'
import { mappingErrors } from './mappings.errors.ts'
import { faultOfTwoWay } from './two-way.ts'
import { type LooseWrite, writeLoose } from './write-loose.ts'

/** Where a record was mapped to, or why not. */
export interface PreviewRow {
  source: Record<string, unknown>
  outcome: MappedRow
}

export interface NewDestination {
  name: string
  kind: DestinationKind
  settings: Record<string, unknown>
  /** Password or signing secret. */
  secret?: string | undefined
}

/** What people and programs ask of mappings. Locations that a caller is limited to are given as `locationIds`. */
export interface MappingCalls {
  list(): Promise<MappingRow[]>
  /** @throws `mappings.unknown` */
  read(name: string): Promise<MappingRow>
  /** What is wrong with a definition. */
  check(definition: MappingDefinition): DefinitionIssue[]
  saveDraft(name: string, definition: MappingDefinition): Promise<MappingRow>
  dropDraft(name: string): Promise<void>
  /** @throws `mappings.definition_invalid`, `mappings.in_use` */
  publish(name: string, definition: MappingDefinition, by: string | null): Promise<Published>
  /** @throws `mappings.version_unknown`, `mappings.in_use` */
  activate(name: string, version: number): Promise<MappingRow>
  versions(name: string): Promise<MappingVersionRow[]>
  /** Differences between two versions; `draft` names what is being worked on. */
  diff(name: string, from: number, to: number | 'draft'): Promise<DefinitionChange[]>
  /** @throws `mappings.in_use` */
  remove(name: string): Promise<void>
  sample(
    source: MappingSource,
    limit: number,
    locationIds?: readonly string[],
  ): Promise<{
    records: Record<string, unknown>[]
    paths: SamplePath[]
  }>
  preview(
    definition: MappingDefinition,
    limit: number,
    locationIds?: readonly string[],
  ): Promise<PreviewRow[]>
  /** The hub's own table of a mapping: its records as they are now. */
  records(
    name: string,
    query: { limit: number; cursor?: string | undefined; locationIds?: readonly string[] | undefined },
  ): Promise<
    Page<Record<string, unknown>> & { problems: { sourceId: string; locationId: string; message: string }[] }
  >

  /** One record through the mapping of a name or id, as it is in use. */
  applyTo(
    nameOrId: string,
    record: object,
  ): Promise<{ ok: true; record: Record<string, unknown> } | { ok: false; message: string }>

  /** The record a mapping makes of an event, or of what it is about. */
  mapEvent(mappingId: string, event: StoredEvent): Promise<MappedEvent>

  listDestinations(): Promise<DestinationRow[]>
  /** Writes records that no mapping made to a destination by its name or id; gives how many. */
  writeLoose(nameOrId: string, write: LooseWrite): Promise<number>
  /** @throws `mappings.destination_unknown` */
  readDestination(id: string): Promise<DestinationRow>
  /** `secret` is given for an endpoint whose secret the hub made: only now. */
  addDestination(wanted: NewDestination): Promise<{ row: DestinationRow; secret: string | undefined }>
  changeDestination(id: string, wanted: Omit<NewDestination, 'kind'>): Promise<DestinationRow>
  removeDestination(id: string): Promise<void>
  /** Connects and says what answered. */
  testDestination(wanted: { id: string } | Omit<NewDestination, 'name'>): Promise<string>

  listOutputs(filter?: {
    mapping?: string | undefined
    destinationId?: string | undefined
  }): Promise<NamedOutputRow[]>
  readOutput(id: string): Promise<NamedOutputRow>
  addOutput(wanted: {
    mapping: string
    destinationId: string
    target: string
    onDelete: 'delete' | 'mark'
    twoWay: TwoWay
  }): Promise<NamedOutputRow>
  removeOutput(id: string): Promise<void>
  pauseOutput(id: string, isPaused: boolean): Promise<NamedOutputRow>
  refillOutput(id: string): Promise<NamedOutputRow>
  /** Tries again at once after a failure. */
  retryOutput(id: string): Promise<NamedOutputRow>

  quarantine(
    outputId: string,
    query: { limit: number; cursor?: string | undefined; locationIds?: readonly string[] | undefined },
  ): Promise<Page<QuarantineEntry>>
  /** Tries held-back rows again, all without `rows`; gives how many. */
  retryQuarantined(outputId: string, rows?: readonly SourceKey[]): Promise<number>
  dismissQuarantined(outputId: string, row: SourceKey): Promise<void>
}

export interface MappingCallsParts {
  kysely: Kysely<Tables>
  stores: {
    mappings: MappingsStore
    destinations: DestinationsStore
    outputs: MappingOutputsStore
    records: MappedRecordsStore
    readers: ReturnType<typeof createEventReadersStore>
  }
  listLocationIds: () => Promise<string[]>
  expressions: Expressions
  parts: DestinationParts
  makeSecret: () => string
  log: Log
  /** Something is to be written, or no more. */
  onChanged: () => void
}

export function createMappingCalls(given: MappingCallsParts): MappingCalls {
  return { ...mappingCalls(given), ...destinationCalls(given), ...outputCalls(given) }
}

// Mappings ----------------------------------------------------------------------------------------------------

type CallsOfMappings = Pick<
  MappingCalls,
  | 'list'
  | 'read'
  | 'check'
  | 'saveDraft'
  | 'dropDraft'
  | 'publish'
  | 'activate'
  | 'versions'
  | 'diff'
  | 'remove'
  | 'sample'
  | 'preview'
  | 'records'
  | 'applyTo'
  | 'mapEvent'
>

async function findMapping({ stores }: MappingCallsParts, name: string): Promise<MappingRow> {
  const mapping = await stores.mappings.find({ name })
  if (mapping === undefined) throw mappingErrors.unknown(`There is no mapping ${name.slice(0, 100)}`)
  return mapping
}

function mappingCalls(given: MappingCallsParts): CallsOfMappings {
  const { stores, expressions, onChanged } = given
  const find = (name: string) => findMapping(given, name)
  const placesOf = async (definition: { locationIds?: string[] | null }, allowed?: readonly string[]) => {
    const wanted = definition.locationIds ?? allowed ?? (await given.listLocationIds())
    return allowed === undefined ? [...wanted] : wanted.filter((id) => allowed.includes(id))
  }

  async function versionOf(mapping: MappingRow, version: number): Promise<MappingVersionRow> {
    const found = await stores.mappings.version(mapping.id, version)
    if (found === undefined)
      throw mappingErrors.version_unknown(`Mapping ${mapping.name} has no version ${version}`)
    return found
  }

  /** What is written somewhere keeps its kind of record and its key, or rows would be left behind or doubled. */
  async function checkUse(before: MappingRow | undefined, after: MappingDefinition): Promise<void> {
    const was = before?.definition
    if (before === undefined || was == null) return
    const keyOf = ({ source, key, fields }: MappingDefinition) =>
      canonicalJson([source.kind, ...key.map((name) => fields.find((field) => field.name === name))])
    if (keyOf(was) === keyOf(after)) return
    const uses = await usesOf(before)
    if (uses.length > 0)
      throw mappingErrors.in_use(
        `Mapping ${before.name} is ${uses.join(' and ')}, so its source and its key must stay`,
        { hint: 'Make another mapping, or take this one out of use first.' },
      )
  }

  /** Where a mapping is used, in words. */
  async function usesOf({ id }: MappingRow): Promise<string[]> {
    const outputs = await stores.outputs.list({ mappingId: id })
    const endpoints = (await createEndpointsStore(given.kysely).list()).filter((one) => one.mappingId === id)
    return [
      ...(outputs.length > 0 ? [`written to ${outputs.map((row) => row.destination_name).join(', ')}`] : []),
      ...(endpoints.length > 0 ? [`sent to ${endpoints.map(({ url }) => url).join(', ')}`] : []),
    ]
  }

  const onVersion = (trx: Kysely<Tables>, change: VersionChange) => refillForVersion(trx, change)

  return {
    list: () => stores.mappings.list(),
    read: find,
    check: checkDefinition,
    saveDraft: (name, definition) => stores.mappings.saveDraft(name, definition),
    async dropDraft(name) {
      await stores.mappings.dropDraft((await find(name)).id)
    },
    async publish(name, definition, by) {
      const issues = checkDefinition(definition)
      if (issues.length > 0)
        throw mappingErrors.definition_invalid(
          `Mapping ${name} cannot be used yet: ${issues.length === 1 ? issues[0]!.message : `${issues.length} things are wrong`}`,
          { details: { issues } },
        )
      await checkUse(await stores.mappings.find({ name }), definition)
      const published = await stores.mappings.publish(name, definition, by, onVersion)
      onChanged()
      return published
    },
    async activate(name, version) {
      const mapping = await find(name)
      await checkUse(mapping, (await versionOf(mapping, version)).definition)
      const changed = await stores.mappings.activate(mapping.id, version, onVersion)
      onChanged()
      return changed!
    },
    versions: async (name) => stores.mappings.versions((await find(name)).id),
    async diff(name, from, to) {
      const mapping = await find(name)
      const before = (await versionOf(mapping, from)).definition
      if (to !== 'draft') return compareDefinitions(before, (await versionOf(mapping, to)).definition)
      return mapping.draft === null ? [] : compareDefinitions(before, mapping.draft)
    },
    async remove(name) {
      const mapping = await find(name)
      const uses = await usesOf(mapping)
      if (uses.length > 0) throw mappingErrors.in_use(`Mapping ${name} is ${uses.join(' and ')}`)
      await stores.mappings.delete(mapping.id)
    },
    async sample(source, limit, locationIds) {
      const found = await stores.records.sample(source, await placesOf({}, locationIds), limit)
      const records = found.map(({ data }) => data)
      return { records, paths: describeSample(records) }
    },
    async preview(definition, limit, locationIds) {
      const places = await placesOf(definition, locationIds)
      const found = await stores.records.sample(definition.source, places, limit)
      const records = found.map(({ data }) => data)
      const mapped = await applyMapping(definition, records, expressions)
      return mapped.map((outcome, place) => ({ source: records[place]!, outcome }))
    },
    async applyTo(nameOrId, record) {
      const mapping = isId(nameOrId) ? await stores.mappings.find({ id: nameOrId }) : await find(nameOrId)
      if (mapping === undefined) throw mappingErrors.unknown(`There is no mapping ${nameOrId}`)
      if (mapping.definition === null)
        throw mappingErrors.not_published(`Mapping ${mapping.name} was never published`)
      const [outcome] = await applyMapping(mapping.definition, [record], expressions)
      return outcome!.ok ? outcome! : { ok: false, message: sentenceOf(outcome!.errors) }
    },
    mapEvent: (mappingId, event) => mapEvent(given, mappingId, event),
    async records(name, { limit, cursor, locationIds }) {
      const { definition } = await find(name)
      if (definition === null) throw mappingErrors.not_published(`Mapping ${name} was never published`)
      const places = (await placesOf(definition, locationIds)).sort()
      const found = await readAcross(stores.records, definition.source, places, limit, cursor)
      const mapped = await applyMapping(
        definition,
        found.records.map(({ data }) => data),
        expressions,
      )
      const problems = mapped.flatMap((outcome, place) => {
        const { id: sourceId, locationId } = found.records[place]!
        return outcome.ok
          ? []
          : [
              {
                sourceId,
                locationId,
                message: sentenceOf(outcome.errors),
              },
            ]
      })
      return {
        items: mapped.flatMap((outcome) => (outcome.ok ? [outcome.record] : [])),
        nextCursor: found.nextCursor,
        problems,
      }
    },
  }
}

const isId = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)

const sentenceOf = (errors: readonly FieldError[]): string =>
  errors.map(({ field, message }) => `${field}: ${message}`).join(' ')

/** A page over the records of several locations, one location after the other. */
async function readAcross(
  records: MappedRecordsStore,
  source: MappingSource,
  places: readonly string[],
  limit: number,
  cursor: string | undefined,
): Promise<{ records: SourceRecord[]; nextCursor: string | null }> {
  const from = cursor === undefined ? undefined : fromCursor(cursor, 'records')
  const found: SourceRecord[] = []
  for (const locationId of places) {
    if (from !== undefined && locationId < String(from.value)) continue
    const after = from?.value === locationId ? from.id : undefined
    const page = await records.page(source, locationId, { after, limit: limit - found.length })
    found.push(...page.records)
    if (page.next !== null)
      return { records: found, nextCursor: toCursor({ sort: 'records', value: locationId, id: page.next }) }
  }
  return { records: found, nextCursor: null }
}

// Destinations ------------------------------------------------------------------------------------------------

type CallsOfDestinations = Pick<
  MappingCalls,
  | 'listDestinations'
  | 'writeLoose'
  | 'readDestination'
  | 'addDestination'
  | 'changeDestination'
  | 'removeDestination'
  | 'testDestination'
>

function destinationCalls(given: MappingCallsParts): CallsOfDestinations {
  const { stores, parts, onChanged } = given
  const find = async (id: string): Promise<DestinationRow> => {
    const row = await stores.destinations.find(id)
    if (row === undefined) throw mappingErrors.destination_unknown('There is no such destination')
    return row
  }
  /** What an endpoint's requests are signed with when nobody gave a secret. */
  const secretFor = (kind: DestinationKind) => (kind === 'http' ? given.makeSecret() : undefined)
  const sealer = (secret: string) => (id: string) => parts.keyring.seal(secret, destinationSecretPlace(id))

  return {
    listDestinations: () => stores.destinations.list(),
    readDestination: find,
    async writeLoose(nameOrId, write) {
      const row = isId(nameOrId) ? await find(nameOrId) : await stores.destinations.findNamed(nameOrId)
      if (row === undefined)
        throw mappingErrors.destination_unknown(`There is no destination ${nameOrId.slice(0, 100)}`)
      const outputs = await stores.outputs.list({ destinationId: row.id })
      if (row.kind === 'file' && outputs.some(({ target }) => target === write.target))
        throw mappingErrors.target_taken(`A mapping is written to ${write.target} of ${row.name}`)
      return writeLoose(openDestination(row, parts), write)
    },
    async addDestination({ name, kind, settings, secret }) {
      const made = secret === undefined ? secretFor(kind) : undefined
      const kept = secret ?? made
      const row = await stores.destinations.insert(kind, {
        name,
        settings,
        sealSecret: kept === undefined ? null : sealer(kept),
      })
      if (row === undefined)
        throw mappingErrors.destination_name_taken(`There is a destination ${name} already`)
      return { row, secret: made }
    },
    async changeDestination(id, { name, settings, secret }) {
      await find(id)
      const named = await stores.destinations.findNamed(name)
      if (named !== undefined && named.id !== id)
        throw mappingErrors.destination_name_taken(`There is a destination ${name} already`)
      const sealSecret = secret === undefined ? undefined : sealer(secret)
      const row = await stores.destinations.update(id, { name, settings, sealSecret })
      await stores.outputs.tryNow({ destinationId: id })
      onChanged()
      return row!
    },
    async removeDestination(id) {
      const { name } = await find(id)
      if (!(await stores.destinations.delete(id)))
        throw mappingErrors.destination_in_use(`Mappings are written to ${name}`)
    },
    async testDestination(wanted) {
      const destination =
        'id' in wanted
          ? openDestination(await find(wanted.id), parts)
          : makeDestination({ ...wanted, secret: wanted.secret ?? secretFor(wanted.kind) }, parts)
      return destination.test()
    },
  }
}

// Outputs -----------------------------------------------------------------------------------------------------

type CallsOfOutputs = Omit<MappingCalls, keyof CallsOfMappings | keyof CallsOfDestinations>

function outputCalls(given: MappingCallsParts): CallsOfOutputs {
  const { stores, parts, onChanged } = given
  const { outputs } = stores
  const quarantine = createQuarantineStore(given.kysely)
  const find = async (id: string): Promise<NamedOutputRow> => {
    const row = await outputs.find(id)
    if (row === undefined) throw mappingErrors.output_unknown('Nothing is written under this id')
    return row
  }
  const changed = async (id: string): Promise<NamedOutputRow> => {
    onChanged()
    return find(id)
  }

  return {
    async listOutputs({ mapping, destinationId } = {}) {
      const mappingId = mapping === undefined ? undefined : (await findMapping(given, mapping)).id
      return outputs.list({
        ...(mappingId !== undefined && { mappingId }),
        ...(destinationId !== undefined && { destinationId }),
      })
    },
    readOutput: find,
    async addOutput({ mapping: name, destinationId, target, onDelete, twoWay }) {
      const mapping = await findMapping(given, name)
      if (mapping.activeVersion === null)
        throw mappingErrors.not_published(`Mapping ${name} was never published`)
      const destination = await stores.destinations.find(destinationId)
      if (destination === undefined) throw mappingErrors.destination_unknown('There is no such destination')
      const fault = openDestination(destination, parts).checkTarget(target)
      if (fault !== undefined) throw mappingErrors.target_invalid(fault)
      checkTwoWay(mapping.definition!, destination.kind, twoWay)
      // The reader begins before the fill: what changes meanwhile is written after it.
      await stores.readers.ensure(readerNameOf(mapping.id), 'now')
      const row = await outputs.insert({
        mappingId: mapping.id,
        destinationId,
        target,
        onDelete,
        twoWay,
        version: mapping.activeVersion,
      })
      if (row === undefined)
        throw mappingErrors.target_taken(`Another mapping is written to ${target} of ${destination.name}`)
      onChanged()
      return row
    },
    async removeOutput(id) {
      const row = await find(id)
      await outputs.delete(id)
      const others = await outputs.list({ mappingId: row.mapping_id })
      if (others.length === 0) await stores.readers.remove(readerNameOf(row.mapping_id))
      onChanged()
    },
    async pauseOutput(id, isPaused) {
      await outputs.setPaused(id, isPaused)
      return changed(id)
    },
    async refillOutput(id) {
      await outputs.refill(id)
      return changed(id)
    },
    async retryOutput(id) {
      await outputs.tryNow({ id })
      return changed(id)
    },
    async quarantine(outputId, query) {
      await find(outputId)
      return quarantine.list({ outputId, ...query })
    },
    async retryQuarantined(outputId, rows) {
      await find(outputId)
      const count = await outputs.retryQuarantined(outputId, rows)
      onChanged()
      return count
    },
    async dismissQuarantined(outputId, row) {
      await find(outputId)
      if (!(await quarantine.dismiss(outputId, row)))
        throw mappingErrors.quarantined_unknown('This row is not held back')
    },
  }
}

/** @throws `mappings.two_way_unfit` */
function checkTwoWay(definition: MappingDefinition, kind: DestinationKind, twoWay: TwoWay): void {
  const names = Object.keys(twoWay)
  if (names.length === 0) return
  if (kind !== 'postgres' && kind !== 'mysql')
    throw mappingErrors.two_way_unfit('Only changes in a table can come back')
  const faults = names.flatMap((name) => faultOfTwoWay(definition, name) ?? [])
  if (faults.length > 0) throw mappingErrors.two_way_unfit(faults.join(' '))
}

/** Name of a mapping's reader of the event log. */
export const readerNameOf = (mappingId: string): string => `mapping:${mappingId}`
