import { type ChanceKey, hashKeys, integerOf } from './chance.ts'

const hex8 = (...keys: ChanceKey[]): string =>
  hashKeys(...keys)
    .toString(16)
    .padStart(8, '0')

/** A 24-hex id as MongoDB makes them; GHL uses these for posts, tags, categories and profiles. */
export const objectIdOf = (...keys: ChanceKey[]): string =>
  `6${hex8(...keys, 'a').slice(1)}${hex8(...keys, 'b')}${hex8(...keys, 'c')}`

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** A 20-character id as GHL gives companies, locations and users. */
export const shortIdOf = (...keys: ChanceKey[]): string =>
  Array.from({ length: 20 }, (_, index) => alphabet[integerOf(0, alphabet.length - 1, ...keys, index)]).join(
    '',
  )

/** A digit string as social networks number their pages and posts; it does not begin with a zero. */
export function digitsOf(length: number, ...keys: ChanceKey[]): string {
  let digits = String(integerOf(1, 9, ...keys, 'first'))
  for (let part = 0; digits.length < length; part += 1) {
    digits += String(hashKeys(...keys, part))
      .padStart(10, '0')
      .slice(1)
  }
  return digits.slice(0, length)
}

/** True for 24 hexadecimal digits: what GHL checks before it looks an id up. */
export const isObjectId = (text: unknown): text is string =>
  typeof text === 'string' && /^[0-9a-f]{24}$/i.test(text)
