/** A value as a command line has it, quoted for POSIX shells where needed: `name='Spring offer'`. */
export function writeAssignment(key: string, value: unknown): string {
  if (value === undefined) return `${key}=…`
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? `${key}=${quoted(String(value))}`
    : `${key}:=${quoted(JSON.stringify(value))}`
}

/** Text as one word of a POSIX shell. */
export const quoted = (text: string): string =>
  /^[\w@%+:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
