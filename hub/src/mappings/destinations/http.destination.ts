import { createHash } from 'node:crypto'
import { HubError } from '../../platform/errors.ts'
import type { Outbound } from '../../platform/outbound/create-outbound.ts'
import { mappingErrors } from '../mappings.errors.ts'
import type { Destination, OutgoingRow, TargetShape } from './destination.types.ts'
import { isolateRefusals, RowsRefused } from './isolate-refusals.ts'

export interface HttpSettings {
  url: string
  /** Records in one request; default 50. */
  batchSize?: number | undefined
}

/** Gives the value of `webhook-signature` for a secret `whsec_…`. */
export type SignRequest = (secret: string, content: { id: string; timestamp: number; body: string }) => string

export interface HttpParts {
  outbound: Outbound
  sign: SignRequest
  now: () => Date
}

/**
 * An endpoint of the user's own. Each request carries some records and is signed by Standard Webhooks; its
 * `webhook-id` is the same when the same content is sent again.
 */
export function httpDestination(settings: HttpSettings, secret: string, parts: HttpParts): Destination {
  async function send(content: object): Promise<void> {
    const body = JSON.stringify(content)
    const id = `map_${createHash('sha256').update(body).digest('hex').slice(0, 32)}`
    const timestamp = Math.floor(parts.now().getTime() / 1000)
    const answer = await parts.outbound
      .send({
        url: settings.url,
        headers: {
          'content-type': 'application/json',
          'webhook-id': id,
          'webhook-timestamp': String(timestamp),
          'webhook-signature': parts.sign(secret, { id, timestamp, body }),
        },
        body,
        timeoutMs: 30_000,
      })
      .catch((problem: unknown) => {
        if (problem instanceof HubError && problem.status < 500)
          throw mappingErrors.destination_refused(problem.message, {
            cause: problem,
            ...(problem.hint !== undefined && { hint: problem.hint }),
          })
        throw mappingErrors.destination_away(
          `The endpoint cannot be used now: ${(problem as Error).message}`,
          {
            cause: problem,
          },
        )
      })
    if (answer.status >= 200 && answer.status < 300) return
    const said = answer.body.toString().slice(0, 300).toWellFormed()
    const message = `The endpoint answered ${answer.status}${said === '' ? '.' : `: ${said}`}`
    const isOfRows =
      answer.status >= 400 &&
      answer.status < 500 &&
      ![401, 403, 404, 408, 410, 425, 429].includes(answer.status)
    if (isOfRows) throw new RowsRefused(message)
    throw mappingErrors.destination_away(message)
  }

  return {
    takesChanges: true,
    checkTarget: (target) =>
      /^[\w.-]{1,100}$/.test(target)
        ? undefined
        : 'Give a short name; it is sent as "target" with the records.',
    async test() {
      try {
        await send({ type: 'test', records: [] })
        return 'The endpoint answered and took a signed test.'
      } catch (problem) {
        if (problem instanceof RowsRefused) throw mappingErrors.destination_refused(problem.message)
        throw problem
      }
    },
    async open(target) {
      let shape: TargetShape | undefined
      const write = (rows: readonly OutgoingRow[]) =>
        send({
          type: 'records',
          target,
          mapping: shape!.mapping,
          version: shape!.version,
          records: rows.map(({ operation, key, record }) => ({ operation, key, record })),
        })
      return {
        async prepare(wanted) {
          shape = wanted
          return []
        },
        beginFill: async () => {},
        async write(rows) {
          const refusals = []
          const size = settings.batchSize ?? 50
          for (let start = 0; start < rows.length; start += size)
            refusals.push(...(await isolateRefusals(rows.slice(start, start + size), write)))
          return refusals
        },
        finishFill: async () => {},
        state: () => null,
        close: async () => {},
      }
    },
  }
}
