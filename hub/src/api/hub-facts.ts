import type { Clock } from '../platform/clock.ts'
import type { HubSettingsStore } from '../store/hub-settings.store.ts'
import { apiErrors } from './api.errors.ts'

/** What people decided about the hub as a whole, in the wizard or by the environment. */
export interface HubFacts {
  read(): Promise<{ publicUrl: string; brand: string }>
  /** @throws `api.fixed_by_environment` */
  change(facts: { publicUrl?: string | undefined; brand?: string | undefined }): Promise<void>
}

/** How long an answer may lag behind what another process of the hub was told. */
const memoryMs = 2000

/**
 * Reads the facts: the environment wins, then what people set, then the default. Kept in memory for a moment, since
 * every write of a browser asks for the public URL.
 */
export function createHubFacts(options: {
  store: HubSettingsStore
  clock: Clock
  fixed: { publicUrl: string | undefined; brand: string | undefined }
  defaults: () => { publicUrl: string; brand: string }
}): HubFacts {
  const { store, fixed, defaults, clock } = options
  let known: { readAt: number; facts: { publicUrl: string; brand: string } } | undefined

  return {
    async read() {
      const now = clock.now().getTime()
      if (known !== undefined && Math.abs(now - known.readAt) < memoryMs) return known.facts
      const stored = await store.readAll()
      const facts = {
        publicUrl: fixed.publicUrl ?? textOf(stored['publicUrl']) ?? defaults().publicUrl,
        brand: fixed.brand ?? textOf(stored['brand']) ?? defaults().brand,
      }
      known = { readAt: now, facts }
      return facts
    },

    async change({ publicUrl, brand }) {
      refuseFixed('public URL', 'CAUSEWAY_PUBLIC_URL', publicUrl, fixed.publicUrl)
      refuseFixed('brand', 'CAUSEWAY_BRAND', brand, fixed.brand)
      if (publicUrl !== undefined) await store.write('publicUrl', publicUrl.replace(/\/+$/, ''))
      if (brand !== undefined) await store.write('brand', brand)
      known = undefined
    },
  }
}

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined

function refuseFixed(name: string, env: string, wanted: string | undefined, fixed: string | undefined): void {
  if (wanted !== undefined && fixed !== undefined && wanted !== fixed)
    throw apiErrors.fixed_by_environment(`The ${name} is set by ${env}`)
}
