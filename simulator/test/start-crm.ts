import type { Generation } from '@causeway/spec'
import type { LocationCrm } from '../src/crm/index.ts'
import { createSimulator, type Simulator } from '../src/index.ts'
import { type Answer, type Caller, createCaller } from './exercise-social.ts'

/** A Monday at noon, in UTC. */
export const noon = new Date('2026-11-23T12:00:00Z')

/** A frozen simulator with the small world, and callers for one of its locations and for its company. */
export interface CrmBench {
  simulator: Simulator
  contents: LocationCrm
  locationId: string
  companyId: string
  /** The token of `v2` and `v3`. */
  token: string
  v2: Caller
  v3: Caller
  company: Caller
  /** Makes a contact through the API and gives the answer's contact. */
  aContact(fields?: Record<string, unknown>): Promise<Answer>
}

/** Starts a simulator for tests of customers. The name picks the location by its first words. */
export async function startCrm(locationName = 'Northgate'): Promise<CrmBench> {
  const simulator = await createSimulator({ port: 0, now: noon, limits: 'off', scale: 'small' })
  const location = simulator.world.locations.find(({ name }) => name.startsWith(locationName))
  if (location === undefined) throw new Error(`no location ${locationName}`)
  const { id: locationId, companyId } = location
  const callerWith = (token: string, generation: Generation) =>
    createCaller({ url: simulator.url, token, locationId, generation })
  const { token } = simulator.admin.createPrivateToken({ locationId })
  const v2 = callerWith(token, 'v2')
  let made = 0
  return {
    simulator,
    contents: simulator.crm.contentsOf(locationId),
    locationId,
    companyId,
    token,
    v2,
    v3: callerWith(token, 'v3'),
    company: callerWith(simulator.admin.createPrivateToken({ companyId }).token, 'v2'),
    async aContact(fields = {}) {
      made += 1
      const phone = `+1720555${String(made).padStart(4, '0')}`
      const email = `made.${made}@mail.example`
      const body = { locationId, firstName: 'Made', lastName: `Number ${made}`, email, phone, ...fields }
      return (await v2.call('contacts.create-contact', { body }))['contact'] as Answer
    },
  }
}

/** The seeded contact of another location of the same company. */
export function aForeignContactId({ simulator, locationId }: CrmBench): string {
  const other = simulator.world.locations.find(
    ({ id, initialPostCount }) => id !== locationId && initialPostCount > 0,
  )
  const [contactId] = simulator.crm.contentsOf(other?.id ?? '').contacts.keys()
  return contactId ?? ''
}
