import { styleText } from 'node:util'
import type { CatalogEntry, OperationDefinition } from '../api/contract/index.ts'
import { table } from './output.ts'
import { type Field, listFields } from './place-values.ts'
import { describeType, fieldsOf, type Schema } from './schema-fields.ts'
import { writeExample } from './write-example.ts'

const heading = (text: string) => styleText('bold', text)
const dim = (text: string) => styleText('gray', text)
const indented = (text: string) => text.replaceAll(/^(?=.)/gm, '  ')

/** The page of a catalog entry, for a terminal. `definition`: of operations, the one to show. */
export function renderEntry(entry: CatalogEntry, definition: OperationDefinition | undefined): string {
  const parts = [
    `${heading(entry.title)}  ${dim(entry.id)}\n${entry.summary}`,
    definition === undefined ? triggerText(entry) : operationText(entry, definition),
  ]
  if (entry.related.length > 0)
    parts.push(
      `${heading('See also')}\n${indented(table(entry.related.map(({ id, title }) => [id, title])))}`,
    )
  return parts.join('\n\n')
}

function operationText(entry: CatalogEntry, definition: OperationDefinition): string {
  const parts = [factsText(entry, definition)]
  const fields = listFields(definition)
  const values = fields.filter(({ place }) => place !== 'body')
  if (values.length > 0) parts.push(`${heading('Values')}\n${fieldTable(values)}`)
  if (definition.body !== null) parts.push(bodyText(definition.body, fields))
  parts.push(answerText(definition))
  if (entry.isWithheld)
    parts.push('It hands out the CRM’s own tokens, which the hub keeps to itself: it cannot be called.')
  else parts.push(`${heading('Call it')}\n${indented(writeExample(entry, definition))}`)
  return parts.join('\n\n')
}

function factsText(entry: CatalogEntry, definition: OperationDefinition): string {
  const others = entry.definitions.filter(({ generation }) => generation !== definition.generation)
  const lines = [
    heading(`${definition.method} ${definition.path}`),
    generationText(definition, others),
    [
      entry.access === 'read' ? 'Changes nothing' : 'Writes',
      ...(entry.isDestructive ? ['cannot be undone'] : []),
      ...(entry.costsMoney ? ['costs money'] : []),
      ...(entry.isDeprecated ? ['deprecated by the CRM'] : []),
      tokenText(entry.tokenClasses),
    ].join(' · '),
  ]
  if (entry.isDestructive || entry.costsMoney) lines.push('Has to be confirmed: --confirm.')
  lines.push(entry.scopes.length === 0 ? 'Scopes: none published' : `Scopes: ${entry.scopes.join(', ')}`)
  if (entry.missingScopes !== null)
    lines.push(
      entry.missingScopes.length === 0
        ? styleText('green', 'The location’s connection holds every scope it needs.')
        : styleText(
            'yellow',
            `The location’s connection lacks ${entry.missingScopes.join(', ')}: add it to the app, then install the app again.`,
          ),
    )
  return lines.join('\n')
}

function generationText(
  { generation, versions }: OperationDefinition,
  others: OperationDefinition[],
): string {
  const version = versions[0] === undefined ? '' : `, Version ${versions[0]}`
  const also = others.map((other) => `${other.generation} (${other.method} ${other.path})`)
  return `Generation ${generation}${version}${also.length === 0 ? '' : `; also in ${also.join(', ')}`}`
}

function tokenText(classes: string[]): string {
  if (classes.includes('none')) return 'needs no connection'
  return `for a ${classes.map((name) => (name === 'company' ? 'company' : 'location')).join(' or a ')}`
}

const fieldTable = (fields: Field[]) =>
  indented(
    table(
      fields.map(({ name, place, required, schema, root }) => [
        name,
        place,
        required ? 'needed' : '',
        describeType(schema, root),
      ]),
    ),
  )

function bodyText(body: NonNullable<OperationDefinition['body']>, fields: Field[]): string {
  const title = `${heading('Body')} ${dim(`${body.contentTypes.join(', ')}${body.required ? '' : ', optional'}`)}`
  const inBody = fields.filter(({ place }) => place === 'body')
  return inBody.length > 0
    ? `${title}\n${fieldTable(inBody)}`
    : `${title}\n${indented(describeType(body.schema, body.schema))}`
}

function answerText({ success }: OperationDefinition): string {
  const title = `${heading('Answer')} ${dim(String(success.status))}`
  if (success.schema === null) return `${title}\n${indented('no schema published')}`
  return `${title}\n${schemaText(success.schema)}`
}

/** The fields of an object, or what else it is. */
function schemaText(schema: Schema): string {
  const { properties, required } = fieldsOf(schema, schema)
  if (properties.size === 0) return indented(describeType(schema, schema))
  return indented(
    table(
      [...properties].map(([name, property]) => [
        name,
        required.has(name) ? 'always' : '',
        describeType(property, schema),
      ]),
    ),
  )
}

const sources: Record<string, string> = {
  webhook: 'The CRM tells of it with a webhook',
  derived: 'The hub finds it by comparing what it synced with what it held',
  schedule: 'The hub’s clock',
  manual: 'A person starts it',
  http: 'A request to the hub starts it',
}

function triggerText({ source, scopes, trigger }: CatalogEntry): string {
  const parts = [sources[source ?? ''] ?? '']
  if (trigger === null) return parts.join('')
  const { webhook } = trigger
  if (webhook !== null) {
    const type = webhook.type === null ? 'carries no "type"' : `has the "type" ${webhook.type}`
    parts.push([`${webhook.event} in the CRM’s settings; its body ${type}.`, ...webhook.traps].join('\n'))
  }
  if (scopes.length > 0) parts.push(`Scopes: ${scopes.join(', ')}`)
  parts.push(
    `${heading('Data')}\n${schemaText(trigger.payload)}`,
    `${heading('Example')}\n${indented(JSON.stringify(trigger.example, undefined, 2))}`,
  )
  return parts.join('\n\n')
}
