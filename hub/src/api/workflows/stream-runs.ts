import { setTimeout as wait } from 'node:timers/promises'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { messageOf } from '../../platform/errors.ts'
import type { RunFilter } from '../../store/runs-lists.store.ts'
import type { Workflows } from '../../workflows/create-workflows.ts'
import type { FindCaller } from '../access/identify-caller.ts'
import { viewRunDetail, viewRuns } from './view-run.ts'

interface RunStreamOptions {
  request: FastifyRequest
  reply: FastifyReply
  workflows: Workflows
  /** One run with its steps; undefined: the newest runs that fit. */
  runId: string | undefined
  filter: RunFilter
  findCaller: FindCaller
}

const lookEveryMs = 700
const newestRuns = 50
/** So often it is asked whether the caller may still follow. */
const askEvery = 20

/**
 * Follows runs over server-sent events until the other side leaves. Runs are rows that change, not events of the log,
 * so they are looked at: only while somebody watches, and only what is shown.
 */
export async function streamRuns(options: RunStreamOptions): Promise<FastifyReply> {
  const { request, reply, findCaller } = options
  const { raw } = reply
  reply.hijack()
  const closing = new AbortController()
  raw.on('close', () => closing.abort())
  raw.on('error', () => closing.abort())
  raw.writeHead(200, {
    ...reply.getHeaders(),
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache, no-transform',
    'x-accel-buffering': 'no',
  } as Record<string, string>)
  raw.write('retry: 2000\nevent: ready\ndata: {}\n\n')
  const sent = new Map<string, string>()
  let isFirst = true
  for (let turn = 1; !closing.signal.aborted; turn++) {
    try {
      for (const [id, text] of await readChanges(options)) {
        if (sent.get(id) === text) continue
        // What the list holds already is no news; one run is told at once.
        if (!isFirst || options.runId !== undefined) raw.write(`event: run\ndata: ${text}\n\n`)
        sent.set(id, text)
      }
      isFirst = false
      if (turn % askEvery === 0) {
        if ((await findCaller(request)) === null) break
        raw.write(': still here\n\n')
      }
    } catch (problem) {
      request.log.warn({ reason: messageOf(problem) }, 'runs could not be looked at')
    }
    if (sent.size > newestRuns * 4) sent.clear()
    await wait(lookEveryMs, undefined, { signal: closing.signal, ref: false }).catch(() => {})
  }
  if (!raw.destroyed) raw.end()
  return reply
}

/** What is shown now, by run. */
async function readChanges({ workflows, runId, filter }: RunStreamOptions): Promise<[string, string][]> {
  if (runId !== undefined) {
    const run = await workflows.runs.find(runId)
    return run === undefined ? [] : [[runId, stable(await viewRunDetail(workflows, run))]]
  }
  const { items } = await workflows.runs.list({ ...filter, limit: newestRuns })
  return (await viewRuns(workflows, items)).map((run) => [run.id, stable(run)])
}

/** A run that goes on has another duration each time it is looked at: that alone is no change. */
const stable = (run: { finishedAt: string | null; durationMs: number | null }): string =>
  JSON.stringify(run.finishedAt === null ? { ...run, durationMs: null } : run)
