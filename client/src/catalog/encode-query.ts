import type { QueryValue } from '../client.types.ts'

/** A query string with its question mark, or nothing; undefined values are left out, lists are repeated. */
export function encodeQuery(query: Readonly<Record<string, QueryValue>>): string {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue
    for (const one of isList(value) ? value : [value]) parameters.append(name, String(one))
  }
  return parameters.size === 0 ? '' : `?${parameters.toString()}`
}

function isList(value: QueryValue): value is readonly (string | number | boolean)[] {
  return Array.isArray(value)
}
