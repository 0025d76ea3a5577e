import { findTrigger } from '@causeway/spec'
import { Ajv } from 'ajv'
import formats from 'ajv-formats'

/** What is wrong with an event by the schema the catalog publishes for its type. */
export function findSchemaErrors({ type, data }: { type: string; data: Record<string, unknown> }): string[] {
  const trigger = findTrigger(type)
  if (trigger === undefined) return [`${type}: the catalog has no such trigger`]
  const ajv = new Ajv({ strict: false, allErrors: true })
  formats.default(ajv)
  const check = ajv.compile(trigger.payload)
  const isRight = check(data)
  const told = new Set(Object.keys(trigger.payload.properties ?? {}))
  return [
    ...(isRight
      ? []
      : (check.errors ?? []).map(({ instancePath, message }) => `${type}${instancePath} ${message}`)),
    // A field the schema does not name is one that nobody can find.
    ...Object.keys(data)
      .filter((name) => !told.has(name))
      .map((name) => `${type}/${name} is not in the schema`),
  ]
}
