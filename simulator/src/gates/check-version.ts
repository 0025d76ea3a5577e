import type { Generation } from '@causeway/spec'
import { plainRefusal } from '../simulator.types.ts'

/** Every value of the `Version` header that GHL lists (facts 1). */
const supportedVersions = ['v3', '2023-02-21', '2021-07-28', '2021-04-15', 'legacy'] as const

/** The generation a `Version` header asks for. @throws the three refusals GHL has for the header. */
export function readVersion(header: string | undefined): Generation {
  if (header === undefined || header === '') throw plainRefusal(401, 'version header was not found.')
  if (supportedVersions.some((version) => version === header)) return header === 'v3' ? 'v3' : 'v2'
  const segments = header.split('-')
  const position = segments.findIndex((segment) => !/^(\d+|v\d+)$/.test(segment))
  if (position === -1) throw plainRefusal(401, 'version header is invalid')
  throw plainRefusal(400, `Invalid API version segment '${segments[position]}' at position ${position}`)
}
