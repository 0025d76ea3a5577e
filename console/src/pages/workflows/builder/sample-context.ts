import type { HubEvent } from '@causeway/hub/contract'
import type { Draft } from '../draft/draft.types.ts'
import { findStep, listSteps } from '../draft/edit-draft.ts'
import { listSamplePaths, type SamplePath } from '../forms/sample-paths.ts'

/** What a step's output looks like before it was ever tried. */
const shapes: Record<string, unknown> = {
  call: { status: 200, body: {}, callId: '', source: 'crm' },
  http: { status: 200, headers: {}, body: {} },
  write: { written: 1 },
  loop: { count: 0, failed: 0, items: [] },
  wait_for_event: { event: {}, timedOut: false },
}

/**
 * What expressions of a step can read, as far as it is known: samples, outputs of steps that were tried, and in a request
 * the names of secrets.
 */
export function samplePaths(
  draft: Draft,
  stepId: string | undefined,
  known: { sample: HubEvent | undefined; outputs: Record<string, unknown>; secrets: readonly string[] },
): SamplePath[] {
  const { sample, outputs, secrets } = known
  const all = listSteps(draft)
  const place = findStep(draft, stepId)
  const own = all.findIndex(({ step }) => step.id === stepId)
  const before = own === -1 ? [] : all.slice(0, own).filter(({ list }) => isReadable(place, list))
  const isInLoop = all.some(
    ({ step, list, index }) =>
      step.type === 'loop' && place?.list.join('.').startsWith([...list, index, 'do'].join('.')) === true,
  )
  const isEvent = draft.trigger.type === 'event' || draft.trigger.type === 'segment'
  return listSamplePaths({
    ...(isEvent && sample !== undefined ? { event: sample } : {}),
    trigger: {
      kind: draft.trigger.type,
      at: new Date().toISOString(),
      ...(draft.trigger.type === 'manual' || draft.trigger.type === 'http' ? { input: {} } : {}),
    },
    ...(isInLoop ? { item: {}, index: 0 } : {}),
    steps: Object.fromEntries(
      before.map(({ step }) => [step.id, { output: outputs[step.id] ?? shapes[step.type] ?? null }]),
    ),
    ...(Object.keys((draft['params'] as object | undefined) ?? {}).length === 0
      ? {}
      : { params: draft['params'] }),
    ...(place?.step.type === 'http' && secrets.length > 0
      ? { secrets: Object.fromEntries(secrets.map((name) => [name, '•••'])) }
      : {}),
    run: { id: 'run_…', workflowId: 'workflow_…', locationId: sample?.locationId ?? null, startedAt: '' },
  })
}

/** Steps of other branches have no output where one stands. */
function isReadable(place: ReturnType<typeof findStep>, list: readonly (string | number)[]): boolean {
  return (
    place === undefined ||
    `${place.list.join('.')}.`.startsWith(`${list.join('.')}.`) ||
    list.length > place.list.length
  )
}
