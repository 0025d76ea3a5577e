import type { CatalogEntry, OperationDefinition } from '../api/contract/index.ts'
import { exampleFor, type Field, isOwnerField, listFields } from './place-values.ts'
import { isFile, typesOf } from './schema-fields.ts'
import { quoted, writeAssignment } from './write-assignment.ts'

/** A command line that calls an operation with values that fit it; `$LOCATION` is for the reader to fill in. */
export function writeExample(entry: CatalogEntry, definition: OperationDefinition): string {
  const words = ['causeway call', entry.id]
  if (definition.generation !== entry.definitions[0]?.generation)
    words.push('--generation', definition.generation)
  if (entry.tokenClasses.includes('location')) words.push('--location "$LOCATION"')
  else if (entry.tokenClasses.includes('company')) words.push('--company "$COMPANY"')
  const fields = listFields(definition)
  for (const field of fields) {
    if (field.required && isOwnerField(field.name)) continue
    if (isFile(field.schema, field.root)) words.push('--file', `${field.name}=./a-file`)
    else if (exampleFor(field, definition) !== undefined) words.push(assignmentFor(field, fields, definition))
  }
  if (entry.isDestructive || entry.costsMoney) words.push('--confirm')
  // A list has no fields to assign.
  const { body } = definition.example
  if (!Array.isArray(body)) return words.join(' ')
  return `echo ${quoted(JSON.stringify(body))} | ${[...words, '--body', '-'].join(' ')}`
}

/** A field with the value of the definition's example, such that it goes where it is from, as the type it has. */
export function assignmentFor(field: Field, fields: Field[], definition: OperationDefinition): string {
  const value = exampleFor(field, definition)
  const isAmbiguous = fields.some((other) => other.name === field.name && other.place !== field.place)
  const key = isAmbiguous ? `${field.place}:${field.name}` : field.name
  const isText = typeof value === 'string' || typesOf(field.schema, field.root).has('string')
  return isText && typeof value !== 'string'
    ? `${key}:=${quoted(JSON.stringify(value))}`
    : writeAssignment(key, value)
}
