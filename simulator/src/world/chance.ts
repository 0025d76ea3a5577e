/**
 * Deterministic chance: every value is a pure function of its keys, so the world does not depend on the order
 * in which it is looked at, and nothing has to be remembered to be repeated.
 */
export type ChanceKey = string | number

const finalize = (hash: number): number => {
  let mixed = hash
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0
}

/** FNV-1a over the keys with a final avalanche: 32 bits, unsigned. */
export function hashKeys(...keys: ChanceKey[]): number {
  let hash = 0x811c9dc5
  for (const key of keys) {
    const text = typeof key === 'string' ? key : `#${key}`
    for (let index = 0; index < text.length; index += 1) {
      hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
    }
    hash = Math.imul(hash ^ 0x1f, 0x01000193)
  }
  return finalize(hash)
}

/** A number in [0, 1). */
export const fractionOf = (...keys: ChanceKey[]): number => hashKeys(...keys) / 0x1_0000_0000

/** An integer from `low` to `high`, both included. */
export const integerOf = (low: number, high: number, ...keys: ChanceKey[]): number =>
  low + Math.floor(fractionOf(...keys) * (high - low + 1))

/** One element of a list that is not empty. */
export function pickFrom<T>(list: readonly T[], ...keys: ChanceKey[]): T {
  const picked = list[integerOf(0, list.length - 1, ...keys)]
  if (picked === undefined) throw new RangeError('cannot pick from an empty list')
  return picked
}

/** `count` different elements (or all there are), in the list's order. */
export function pickSeveral<T>(list: readonly T[], count: number, ...keys: ChanceKey[]): T[] {
  const indexes = new Set<number>()
  // Each draw is independent of the others; a repeated one is drawn again with the next number.
  for (let draw = 0; indexes.size < Math.min(count, list.length); draw += 1) {
    indexes.add(integerOf(0, list.length - 1, ...keys, draw))
  }
  return [...indexes].toSorted((a, b) => a - b).flatMap((index) => list.slice(index, index + 1))
}
