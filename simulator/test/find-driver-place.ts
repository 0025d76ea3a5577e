import type { Simulator } from '../src/index.ts'
import type { DriverPlace } from './drive-operations.ts'
import { exchange as exchangeCode } from './start-tiny-simulator.ts'

/** A busy location with tokens from OAuth, since some operations refuse private ones. */
export async function findDriverPlace({ url, world, crm, admin }: Simulator): Promise<DriverPlace> {
  const location = world.locations.find(({ name }) => name === 'Northgate Outfitters')
  if (location === undefined) throw new Error('the world has no Northgate Outfitters')
  const { id: locationId, companyId } = location
  const { providers, messages } = crm.contentsOf(locationId)
  const user = world.users.find(
    ({ locationIds }) => locationIds.length === 1 && locationIds[0] === locationId,
  )
  const tokenOf = async (code: string) =>
    String((await exchangeCode(url, 'v2', { code })).body['access_token'])
  return {
    url,
    locationId,
    companyId,
    userId: user?.id ?? '',
    locationToken: await tokenOf(admin.install({ locationId }).code),
    companyToken: await tokenOf(admin.install({ companyId }).code),
    providerId: providers.find(({ type }) => type === 'SMS')?.id ?? '',
    callMessageId: [...messages.values()].find(({ call }) => call !== undefined)?.id ?? '',
    nextCode: () => admin.install({ locationId }).code,
  }
}
