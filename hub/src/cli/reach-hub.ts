import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import type { z } from 'zod'
import type { Config } from '../config.ts'
import type { LocalAnswer, LocalRequest } from '../inside-calls.ts'
import { HubError, messageOf } from '../platform/errors.ts'
import { Problem } from '../api/contract/index.ts'
import { cliErrors } from './cli.errors.ts'
import { findRunningHub } from './running-hub.ts'

/** A way to call the hub's own API: over HTTP when one runs, else inside this process. */
export interface HubAccess {
  /** True when the hub runs in this process and stops with the command. */
  isOwn: boolean
  get<Schema extends z.ZodType>(path: string, schema: Schema): Promise<z.output<Schema>>
  send<Schema extends z.ZodType>(
    method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    body: unknown,
    schema: Schema,
  ): Promise<z.output<Schema>>
  /**
   * An answer while it arrives, also one that is not JSON; the hub's own refusals are thrown. `signal` ends an answer
   * of a running hub.
   */
  open(request: LocalRequest, signal?: AbortSignal): Promise<LocalAnswer>
  close(): Promise<void>
}

type Open = (request: LocalRequest, signal?: AbortSignal) => Promise<LocalAnswer>

/** Reaches the hub of this data folder: the running one, else one opened for the time of the command. */
export async function reachHub(config: Config): Promise<HubAccess> {
  const running = findRunningHub(config.dataFolder)
  if (running !== undefined) return accessThrough(openOverHttp(running), false, async () => {})
  // Loaded here and not above: with a running hub the command needs none of it, and starts three times as fast.
  const { createHub } = await import('../hub.ts')
  const hub = await createHub(config, { listen: false })
  return accessThrough(
    (request) => hub.open(request),
    true,
    () => hub.close(),
  )
}

const openOverHttp =
  (running: { url: string; token: string }): Open =>
  async ({ method, path, headers, body }, signal) => {
    try {
      const answer = await fetch(new URL(path, running.url), {
        method,
        redirect: 'manual',
        ...(signal !== undefined && { signal }),
        headers: { ...headers, authorization: `Bearer ${running.token}` },
        ...(body !== undefined && { body: Buffer.from(body) }),
      })
      return {
        status: answer.status,
        headers: Object.fromEntries(answer.headers),
        body: answer.body ?? Readable.from([]),
      }
    } catch (cause) {
      throw cliErrors.hub_unreachable(`The hub at ${running.url} does not answer: ${messageOf(cause)}`, {
        cause,
      })
    }
  }

function accessThrough(openPlain: Open, isOwn: boolean, close: () => Promise<void>): HubAccess {
  // The call log tells what came from a command line.
  const open: Open = (request, signal) =>
    openPlain({ ...request, headers: { ...request.headers, 'causeway-surface': 'cli' } }, signal)
  const ask = async <Schema extends z.ZodType>(schema: Schema, request: LocalRequest) => {
    const answer = await open(request)
    const value = readJson(await text(answer.body))
    if (answer.status >= 400) throw refusal(answer.status, value)
    return schema.parse(value)
  }
  const send: HubAccess['send'] = (method, path, body, schema) =>
    ask(schema, {
      method,
      path,
      ...(body !== undefined && {
        headers: { 'content-type': 'application/json' },
        body: Buffer.from(JSON.stringify(body)),
      }),
    })
  return {
    isOwn,
    get: (path, schema) => ask(schema, { method: 'GET', path }),
    send,
    async open(request, signal) {
      const answer = await open(request, signal)
      const isProblem = answer.headers['content-type']?.startsWith('application/problem+json') === true
      if (isProblem) throw refusal(answer.status, readJson(await text(answer.body)))
      return answer
    },
    close,
  }
}

function readJson(written: string): unknown {
  try {
    return written === '' ? undefined : JSON.parse(written)
  } catch {
    // Not the hub's own words: the status has to do.
    return undefined
  }
}

function refusal(status: number, value: unknown): HubError {
  const problem = Problem.safeParse(value)
  if (!problem.success) return cliErrors.hub_refused(`The hub answered with status ${status}`)
  const { code, detail, hint, details } = problem.data
  return new HubError(code, status, detail, {
    ...(hint !== undefined && { hint }),
    ...(details !== undefined && { details }),
  })
}
