import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
/** Bytes from here on are thrown away, so that every character is equally likely. */
const fairBytes = 256 - (256 % base62.length)

/** An unguessable text of letters and digits; 32 characters carry 190 bits. */
export function randomText(length: number): string {
  let text = ''
  while (text.length < length)
    for (const byte of randomBytes(length * 2)) {
      if (byte < fairBytes && text.length < length) text += base62[byte % base62.length]
    }
  return text
}

/** An unguessable value safe in cookies and URLs, 256 bits. */
export const randomToken = (): string => randomBytes(32).toString('base64url')

/** What is stored instead of a random token: a plain hash suffices, for there is nothing to guess. */
export const hashToken = (token: string): Buffer => createHash('sha256').update(token).digest()

/** Compares two hashes without telling by its timing where they differ. */
export const isSameHash = (one: Uint8Array, other: Uint8Array): boolean =>
  one.length === other.length && timingSafeEqual(one, other)
