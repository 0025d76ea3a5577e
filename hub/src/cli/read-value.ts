import { cliErrors } from './cli.errors.ts'
import { describeType, type Schema, typesOf } from './schema-fields.ts'

/**
 * Reads text of a command line as what the field's schema asks for. Text stays text where text is allowed.
 * @throws `cli.usage` when it cannot be read so
 */
export function readValue(text: string, schema: Schema, root: Schema, key: string): unknown {
  const types = typesOf(schema, root)
  if (types.size === 0 || types.has('string')) return text
  if ((types.has('number') || types.has('integer')) && isNumber(text)) return Number(text)
  if (types.has('boolean') && (text === 'true' || text === 'false')) return text === 'true'
  if (types.has('null') && text === 'null') return null
  if (types.has('object') || types.has('array'))
    throw cliErrors.usage(`"${key}" takes ${describeType(schema, root)}, not the text "${text}"`, {
      hint: `Name its fields (${key}.name=value), add items (${key}[]=item), or give JSON: ${key}:='…'.`,
    })
  throw cliErrors.usage(`"${key}" takes ${describeType(schema, root)}, not "${text}"`)
}

const isNumber = (text: string) => text.trim() !== '' && Number.isFinite(Number(text))
