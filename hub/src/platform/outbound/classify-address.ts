import { BlockList, isIP, isIPv4 } from 'node:net'

/** IPv4 networks that are not of the internet: this host, private, shared, link-local, tests, multicast, reserved. */
const specialNetworks: [string, number][] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
]
/** Within 2000::/3, which alone is of the internet: protocol assignments (with Teredo), documentation. */
const specialNetworks6: [string, number][] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['3fff::', 20],
]

const special = new BlockList()
for (const [network, prefix] of specialNetworks) special.addSubnet(network, prefix, 'ipv4')
const special6 = new BlockList()
for (const [network, prefix] of specialNetworks6) special6.addSubnet(network, prefix, 'ipv6')
const internet6 = new BlockList()
internet6.addSubnet('2000::', 3, 'ipv6')

/** Whether an address (not a name) is one of the public internet. Whatever cannot be told is not. */
export function isPublicAddress(address: string): boolean {
  const plain = unwrapAddress(address)
  if (isIPv4(plain)) return !special.check(plain, 'ipv4')
  if (isIP(plain) !== 6 || plain.includes('%')) return false
  return internet6.check(plain, 'ipv6') && !special6.check(plain, 'ipv6')
}

/**
 * The IPv4 address an IPv6 address stands for (IPv4-mapped and -compatible, NAT64, 6to4), through which the machine
 * would reach it; any other address as it is.
 */
export function unwrapAddress(address: string): string {
  if (isIP(address) !== 6 || address.includes('%')) return address
  const groups = groupsOf(address)
  const startsWith = (...prefix: number[]) => prefix.every((group, index) => groups[index] === group)
  const isMapped = startsWith(0, 0, 0, 0, 0, 0xffff) || startsWith(0, 0, 0, 0, 0xffff, 0)
  const isCompatible = startsWith(0, 0, 0, 0, 0, 0) && (groups[6] !== 0 || groups[7]! > 1)
  const isNat64 = startsWith(0x64, 0xff9b, 0, 0, 0, 0)
  if (isMapped || isCompatible || isNat64) return dotted(groups[6]!, groups[7]!)
  if (startsWith(0x2002)) return dotted(groups[1]!, groups[2]!)
  return address
}

/** The eight groups of an IPv6 address. */
function groupsOf(address: string): number[] {
  // The URL parser knows every spelling and gives one: compressed, without dots.
  const canonical = new URL(`http://[${address}]`).hostname.slice(1, -1)
  const [head = '', tail] = canonical.split('::')
  const read = (part: string) =>
    part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16))
  const start = read(head)
  const end = read(tail ?? '')
  return [...start, ...Array.from({ length: 8 - start.length - end.length }, () => 0), ...end]
}

const dotted = (high: number, low: number): string => [high >> 8, high & 255, low >> 8, low & 255].join('.')
