/** A constant as it is typed: numbers, true, false, lists and objects are what they look like, all else is text. */
export function readConstant(text: string): unknown {
  if (!/^(-?\d|true$|false$|null$|\[|\{|")/.test(text.trim())) return text
  try {
    return JSON.parse(text) as unknown
  } catch {
    // Not JSON after all, or not yet: the text as it stands.
    return text
  }
}

/** The text that `readConstant` reads as the value. */
export function writeConstant(value: unknown): string {
  if (value === undefined) return ''
  if (typeof value !== 'string') return JSON.stringify(value)
  return readConstant(value) === value ? value : JSON.stringify(value)
}
