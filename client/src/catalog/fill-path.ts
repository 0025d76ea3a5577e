import { RemoteError } from '../client.errors.ts'

/**
 * Puts values into a path template, each encoded as one segment: a slash in an id stays inside it.
 * @throws RemoteError `invalid_call` for a missing or unknown parameter, and for values that would change the route
 */
export function fillPath(template: string, values: Readonly<Record<string, string>>): string {
  const names = new Set<string>()
  const path = template.replaceAll(/\{([^{}]+)\}/g, (_, name: string) => {
    names.add(name)
    return encodeSegment(name, Object.hasOwn(values, name) ? values[name] : undefined)
  })
  const unknown = Object.keys(values).find((name) => !names.has(name))
  if (unknown !== undefined) throw refuse(`The path ${template} has no parameter "${unknown}"`)
  return path
}

function encodeSegment(name: string, value: unknown): string {
  if (typeof value !== 'string' || value === '') throw refuse(`The path parameter "${name}" is missing`)
  // Proxies and servers resolve these two, even when percent-encoded, and would reach another route.
  if (value === '.' || value === '..') throw refuse(`The path parameter "${name}" must not be "${value}"`)
  if (!value.isWellFormed()) throw refuse(`The path parameter "${name}" is not valid unicode`)
  return encodeURIComponent(value)
}

function refuse(message: string): RemoteError {
  return new RemoteError('invalid_call', message)
}
