import type { Generation, Operation } from '@causeway/spec'
import {
  createDriver,
  type DriverPlace,
  isOfCompany,
  type SendCall,
  sendByHttp,
} from '../../simulator/test/drive-operations.ts'
import type { Exchange } from '../../simulator/test/exercise-social.ts'
import { hands } from '../../simulator/test/operation-hands.ts'
import { type HubBesideCrm, startHub } from './start-hub.ts'

/** A hub whose busiest small company is connected, to be driven through every operation. */
export interface DrivenHub {
  house: HubBesideCrm
  locationId: string
  companyId: string
  /** Calls over plain HTTP with a key for every location, past the cache, naming location or company by header. */
  byHttp(key: string): SendCall
  /** Calls operations one after the other, deletions last. */
  drive(generation: Generation, send: SendCall, operations: readonly Operation[]): Promise<Drive>
  /** What the driver's calls are about. */
  place(send: SendCall): DriverPlace
}

/** What driving gave. */
export interface Drive {
  /** The call of each operation for its own sake. */
  own: Exchange[]
  /** Those that prepared others too. */
  all: Exchange[]
}

/** What a key needs to call everything without a question asked. */
export const everything = ['read', 'write', 'live', 'destroy']

export async function startDrivenHub(): Promise<DrivenHub> {
  const house = await startHub()
  const { world, crm, admin } = house.simulator
  const { id: locationId, companyId } = world.locations.find(({ name }) => name === 'Northgate Outfitters')!
  await house.becomeOwner()
  await house.install(await house.addApp(), `company:${companyId}`)
  const { url } = house.hub

  const place = (send: SendCall): DriverPlace => {
    const { providers, messages } = crm.contentsOf(locationId)
    const own = world.users.find(
      ({ locationIds }) => locationIds.length === 1 && locationIds[0] === locationId,
    )
    return {
      url,
      locationId,
      companyId,
      userId: own?.id ?? '',
      // Calls go through `send`, which has keys of the hub.
      locationToken: '',
      companyToken: '',
      providerId: providers.find(({ type }) => type === 'SMS')?.id ?? '',
      callMessageId: [...messages.values()].find(({ call }) => call !== undefined)?.id ?? '',
      nextCode: () => admin.install({ locationId }).code,
      send,
    }
  }
  return {
    house,
    locationId,
    companyId,
    place,
    byHttp: (key) =>
      sendByHttp({ url, locationToken: key, companyToken: key }, (operation): Record<string, string> => ({
        'cache-control': 'no-cache',
        ...(isOfCompany(operation) ? { 'causeway-company': companyId } : { 'causeway-location': locationId }),
      })),
    async drive(generation, send, operations) {
      const driver = createDriver(place(send), generation, hands)
      const own: Exchange[] = []
      for (const operation of operations.toSorted(byHarm)) own.push(await driver.drive(operation))
      return { own, all: driver.exchanges }
    },
  }
}

/** Things are deleted last, so that whatever needs them finds them. */
const byHarm = (a: Operation, b: Operation) => Number(a.method === 'DELETE') - Number(b.method === 'DELETE')

/** Posts, queues and sign-ins depend on each other in ways of their own: `exerciseSocial` drives them. */
export const isSocial = ({ module }: Operation): boolean => module.startsWith('social-')
