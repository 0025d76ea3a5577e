import type { Log } from '../platform/log.ts'
import { messageOf } from '../platform/errors.ts'
import type { Keyring } from '../platform/secrets.ts'
import {
  endpointHeadersPlace,
  type EndpointRow,
  type EndpointSecretRow,
  endpointSecretPlace,
  type EndpointsStore,
} from '../store/endpoints.store.ts'
import type { DeliveryTarget } from './deliveries.types.ts'
import { createSigner } from './sign-webhook.ts'

/** Reads the enabled endpoints with their secrets opened. Those that did not change are the same objects as before. */
export function createTargetReader(options: { endpoints: EndpointsStore; keyring: Keyring; log: Log }) {
  const { endpoints, keyring, log } = options
  let known = new Map<string, { mark: string; target: DeliveryTarget }>()

  function open(row: EndpointRow, secrets: readonly EndpointSecretRow[]): DeliveryTarget | undefined {
    try {
      const headers =
        row.headersSealed === null
          ? {}
          : (JSON.parse(keyring.open(row.headersSealed, endpointHeadersPlace(row.id))) as Record<
              string,
              string
            >)
      const sign = createSigner(
        secrets.map(({ id, kind, sealed }) => ({
          kind,
          secret: keyring.open(sealed, endpointSecretPlace(id)),
        })),
      )
      const { id, url, rate, concurrency, orderBy } = row
      return { id, url, headers, sign, rate, concurrency, orderBy }
    } catch (problem) {
      log.error({ endpointId: row.id, problem: messageOf(problem) }, 'the secrets of an endpoint do not open')
      return undefined
    }
  }

  return {
    async read(now: Date): Promise<Map<string, DeliveryTarget>> {
      const rows = (await endpoints.list()).filter(({ isEnabled }) => isEnabled)
      const secrets = rows.length === 0 ? [] : await endpoints.secrets(now)
      const byEndpoint = Map.groupBy(secrets, ({ endpointId }) => endpointId)
      const next = new Map<string, { mark: string; target: DeliveryTarget }>()
      for (const row of rows) {
        const own = byEndpoint.get(row.id) ?? []
        const mark = markOf(row, own)
        const before = known.get(row.id)
        const target = before?.mark === mark ? before.target : open(row, own)
        if (target !== undefined) next.set(row.id, { mark, target })
      }
      known = next
      return new Map([...next].map(([id, { target }]) => [id, target]))
    },
  }
}

/** Differs when anything that matters for sending does: sealing the same secret again gives other bytes. */
function markOf(row: EndpointRow, secrets: readonly EndpointSecretRow[]): string {
  const { url, rate, concurrency, orderBy, headersSealed } = row
  const sealed = headersSealed?.toString('base64') ?? ''
  return JSON.stringify([url, rate, concurrency, orderBy, sealed, ...secrets.map(({ id }) => id)])
}
