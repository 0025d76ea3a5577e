import { lookup } from 'node:dns/promises'
import type { LookupFunction } from 'node:net'
import { messageOf } from '../errors.ts'
import type { AddressPolicy } from './allow-addresses.ts'
import { outboundErrors } from './outbound.errors.ts'

/** Finds every address of a host. */
export type ResolveHost = (host: string) => Promise<{ address: string; family: number }[]>

export const systemResolver: ResolveHost = (host) => lookup(host, { all: true })

/**
 * A look-up for sockets: what it answers is what the socket connects to, so no later answer of the DNS can lead
 * elsewhere. One refused address refuses the host: an honest one has no mixture of private and public.
 */
export function pinAddress(resolve: ResolveHost, policy: AddressPolicy): LookupFunction {
  return async (host, options, done) => {
    const outcome = await findAllowed(host, resolve, policy).catch((problem: Error) => problem)
    if (outcome instanceof Error) return done(outcome, [])
    const { family: wanted } = options
    const ofFamily = wanted ? outcome.filter(({ family }) => family === familyOf(wanted)) : outcome
    const usable = ofFamily.length > 0 ? ofFamily : outcome
    if (options.all) done(null, usable)
    else done(null, usable[0]!.address, usable[0]!.family)
  }
}

const familyOf = (family: number | 'IPv4' | 'IPv6'): number =>
  family === 'IPv4' ? 4 : family === 'IPv6' ? 6 : family

/** @throws `outbound.name_unknown`, `outbound.address_refused` */
export async function findAllowed(host: string, resolve: ResolveHost, policy: AddressPolicy) {
  const found = await resolve(host).catch((cause: unknown) => {
    throw outboundErrors.name_unknown(`${host} cannot be resolved: ${messageOf(cause)}`, { cause })
  })
  if (found.length === 0) throw outboundErrors.name_unknown(`${host} has no address`)
  for (const { address } of found) refuseAddress(host, address, policy)
  return found
}

/** @throws `outbound.address_refused` */
export function refuseAddress(host: string, address: string, policy: AddressPolicy): void {
  if (policy(host, address)) return
  // Which address it was stays unsaid: the answer must not tell strangers what the inner network looks like.
  throw outboundErrors.address_refused(`${host} is at an address that is not of the public internet`, {
    details: { host },
  })
}
