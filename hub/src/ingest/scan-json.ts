/** What a look over JSON text tells without building anything. */
export interface JsonScan {
  depth: number
  /** Names with a value, in all objects together; a name given twice counts twice. */
  names: number
}

const quote = 0x22
const backslash = 0x5c
const colon = 0x3a

/** Measures JSON before it is parsed. What is no JSON gets some answer too: the parser refuses it. */
export function scanJson(bytes: Uint8Array): JsonScan {
  let depth = 0
  let deepest = 0
  let names = 0
  let isInText = false
  for (let place = 0; place < bytes.length; place++) {
    const byte = bytes[place]!
    if (isInText) {
      if (byte === backslash) place += 1
      else if (byte === quote) isInText = false
    } else if (byte === quote) isInText = true
    else if (byte === colon) names += 1
    // [ and { differ from ] and } in one bit each.
    else if ((byte & 0xdf) === 0x5b) deepest = Math.max(deepest, ++depth)
    else if ((byte & 0xdf) === 0x5d) depth -= 1
  }
  return { depth: deepest, names }
}

/** How many names a parsed value has, in all its objects together. Give it nothing deeper than the stack. */
export function countNames(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  let names = 0
  if (Array.isArray(value)) {
    for (const item of value) names += countNames(item)
    return names
  }
  for (const item of Object.values(value)) names += 1 + countNames(item)
  return names
}
