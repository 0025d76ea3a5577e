import { BlockList, isIP } from 'node:net'
import { isPublicAddress, unwrapAddress } from './classify-address.ts'

/** Says whether the hub may connect to an address that a host resolved to. */
export type AddressPolicy = (host: string, address: string) => boolean

/**
 * Reads which addresses besides those of the internet may be called.
 * @param allowed hosts (`receiver.lan`, `*.lan`), addresses, networks (`10.1.0.0/16`), `loopback`, or `*` for any
 * @throws RangeError naming the first entry that is none of these
 */
export function allowAddresses(allowed: readonly string[]): AddressPolicy {
  if (allowed.includes('*')) return () => true
  const networks = new BlockList()
  const hosts = new Set<string>()
  const suffixes: string[] = []
  for (const entry of allowed.flatMap((each) => (each === 'loopback' ? ['127.0.0.0/8', '::1'] : [each]))) {
    if (addNetwork(networks, entry)) continue
    const name = hostName(entry)
    if (!/^(\*\.)?[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?$/.test(name) || name.includes('..'))
      throw new RangeError(`${JSON.stringify(entry)} is no host, address or network`)
    if (name.startsWith('*.')) suffixes.push(name.slice(1))
    else hosts.add(name)
  }
  const isListed = (address: string) => {
    const family = isIP(address)
    return family !== 0 && networks.check(address, family === 6 ? 'ipv6' : 'ipv4')
  }
  return (host, address) => {
    if (isPublicAddress(address)) return true
    const name = hostName(host)
    if (hosts.has(name) || suffixes.some((suffix) => name.endsWith(suffix))) return true
    return isListed(address) || isListed(unwrapAddress(address))
  }
}

/** As names are compared: in lower case, without the dot of the root. */
const hostName = (host: string): string => host.toLowerCase().replace(/\.$/, '')

function addNetwork(networks: BlockList, entry: string): boolean {
  const [address = '', prefix] = entry.split('/')
  const family = isIP(address)
  if (family === 0) {
    if (prefix !== undefined) throw new RangeError(`${JSON.stringify(entry)} is no network`)
    return false
  }
  const type = family === 6 ? 'ipv6' : 'ipv4'
  if (prefix === undefined) networks.addAddress(address, type)
  else {
    if (!/^\d{1,3}$/.test(prefix) || Number(prefix) > (family === 6 ? 128 : 32))
      throw new RangeError(`${JSON.stringify(entry)} is no network`)
    networks.addSubnet(address, Number(prefix), type)
  }
  return true
}
