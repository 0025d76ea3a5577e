import { readStatistics } from '../../analytics/read-statistics.ts'
import { resolveDateRange } from '../../analytics/resolve-date-range.ts'
import { createTagsStore } from '../../store/tags.store.ts'
import { createWrittenRecordsStore } from '../../store/workflows-records.store.ts'
import { textOf } from '../expressions/render-value.ts'
import { workflowErrors } from '../workflows.errors.ts'
import { failureOf } from './step-failure.ts'
import type { StepContext, StepHandler } from './step.types.ts'

const ownRecords = 'records'
const conflictTries = 5

/** Makes a value of others. */
export const transformStep: StepHandler<'transform'> = {
  hasEffect: () => false,
  prepare: async (step, fill) => ({ value: await fill.value(step.value) }),
  perform: async ({ value }) => ({ output: value ?? null }),
}

/** Makes a record of the user's own, by a mapping or by fields given here. */
export const mapStep: StepHandler<'map'> = {
  hasEffect: () => false,
  async prepare(step, fill) {
    const source = step.source === undefined ? fill.scope['event'] : await fill.value(step.source)
    return {
      ...(step.mapping !== undefined && { mapping: step.mapping, source: source ?? null }),
      ...(step.fields !== undefined && { fields: await fill.value(step.fields) }),
    }
  },
  async perform({ mapping, source, fields }, { parts }) {
    if (mapping === undefined) return { output: fields ?? {} }
    if (parts.applyMapping === undefined)
      throw failureOf(workflowErrors.value_invalid('This hub has no mappings'))
    const mapped = await parts.applyMapping(textOf(mapping), source ?? {})
    if (!mapped.ok) throw failureOf(workflowErrors.value_invalid(mapped.message))
    return { output: { ...mapped.record, ...(fields as object | undefined) } }
  },
}

/** Writes records to a destination, or among the hub's own. */
export const writeStep: StepHandler<'write'> = {
  hasEffect: () => true,
  async prepare(step, fill) {
    const record = await fill.value(step.record)
    const key = step.key === undefined ? undefined : await fill.value(step.key)
    return {
      destination: step.destination,
      ...(step.collection !== undefined && { collection: await fill.text(step.collection) }),
      ...(key !== undefined && { key }),
      record,
    }
  },
  async perform({ destination, collection, key, record }, context) {
    const records = (Array.isArray(record) ? record : [record]) as unknown[]
    const wrong = records.findIndex((one) => typeof one !== 'object' || one === null || Array.isArray(one))
    if (wrong >= 0)
      throw failureOf(
        workflowErrors.value_invalid(`Record ${wrong} is no object but ${describe(records[wrong])}`),
      )
    const rows = records as Record<string, unknown>[]
    const name = collection === undefined ? undefined : textOf(collection)
    const keys = keysOf(key, rows, context)
    if (destination !== ownRecords) {
      const target = name ?? nameOf(context).replaceAll('-', '_')
      const written = await writeElsewhere(
        textOf(destination),
        { target, keys, records: rows },
        context.parts,
      )
      return { output: { written } }
    }
    const written = await createWrittenRecordsStore(context.parts.kysely).write(
      context.run.id,
      rows.map((data, place) => ({
        locationId: context.run.locationId ?? '',
        collection: name ?? nameOf(context),
        key: keys[place]!,
        data,
      })),
    )
    return { output: { written, records: rows.length } }
  },
}

/** Records are called after their workflow where nothing else is said. */
const nameOf = ({ definition }: StepContext): string => definition.key ?? 'records'

function writeElsewhere(
  destination: string,
  write: Parameters<NonNullable<StepContext['parts']['writeToDestination']>>[1],
  { writeToDestination }: StepContext['parts'],
): Promise<number> {
  if (writeToDestination === undefined)
    throw failureOf(workflowErrors.value_invalid('This hub has no destinations'))
  return writeToDestination(destination, write)
}

/** A key for each record: of one record the key itself, of several the field of that name, else their place. */
function keysOf(
  key: unknown,
  rows: readonly Record<string, unknown>[],
  { run, path }: StepContext,
): string[] {
  if (key === undefined || key === null || key === '')
    return rows.map((_, place) => `${run.id}/${path}${rows.length === 1 ? '' : `/${place}`}`)
  if (rows.length === 1) return [textOf(key)]
  return rows.map((row, place) =>
    Array.isArray(key)
      ? textOf(key[place] ?? place)
      : typeof key === 'string' && Object.hasOwn(row, key)
        ? textOf(row[key])
        : `${textOf(key)}/${place}`,
  )
}

/** Sets fields of a tag's details; those not named stay. */
export const saveTagDetailsStep: StepHandler<'save_tag_details'> = {
  hasEffect: () => true,
  prepare: async (step, fill) => ({
    tagId: await fill.text(step.tagId),
    details: await fill.value(step.details),
  }),
  subjectsOf: ({ tagId }) => [textOf(tagId)],
  async perform({ tagId, details }, { parts, run }) {
    const locationId = locationNeeded(run.locationId)
    const tags = createTagsStore(parts.kysely)
    for (let tries = 1; ; tries++) {
      const known = await tags.find(locationId, textOf(tagId))
      const merged = { ...known?.details, ...(details as Record<string, unknown>) }
      const write = { tagId: textOf(tagId), details: merged, expectedVersion: known?.detailsVersion ?? 0 }
      try {
        const [saved] = await tags.putDetails(locationId, [write], parts.clock.now())
        return {
          output: {
            locationId,
            tagId: write.tagId,
            details: merged,
            version: saved?.version ?? null,
            change: saved?.change ?? null,
          },
        }
      } catch (problem) {
        const isConflict =
          problem instanceof Error && 'code' in problem && problem.code === 'store.version_conflict'
        if (!isConflict || tries >= conflictTries) throw problem
      }
    }
  },
}

/** The statistics of a period, asked of the CRM first unless told otherwise. */
export const pullStatisticsStep: StepHandler<'pull_statistics'> = {
  hasEffect: () => false,
  async prepare(step, fill) {
    const day = async (text: string | undefined) => (text === undefined ? undefined : fill.text(text))
    const [from, to] = [await day(step.from), await day(step.to)]
    return { ...(from && { from }), ...(to && { to }), fresh: step.fresh }
  },
  async perform({ from, to, fresh }, { parts, run }) {
    const locationId = locationNeeded(run.locationId)
    if (fresh === true) await parts.pullStatistics(locationId)
    const range =
      from === undefined && to === undefined
        ? resolveDateRange({ dateRange: '7d' }, parts.clock.now())
        : resolveDateRange(
            { from: from as string | undefined, to: to as string | undefined },
            parts.clock.now(),
          )
    const report = await readStatistics(parts.kysely, {
      locationId,
      ...range,
      compare: 'previous',
      granularity: 'day',
    })
    return { output: report }
  },
}

function locationNeeded(locationId: string | null): string {
  if (locationId === null)
    throw failureOf(workflowErrors.location_needed('The run is for no location in particular'))
  return locationId
}

const describe = (value: unknown): string =>
  Array.isArray(value) ? 'a list' : value === null ? 'nothing' : `a ${typeof value}`
