import type { Generation, JsonSchema, Operation, OperationParameter } from '../src/operation.types.ts'
import { classifyOperation } from './classify-operation.ts'
import { importSchema } from './import-schema.ts'
import type { PublishedContent, PublishedOperation, PublishedParameter } from './published.types.ts'

/** Where an operation stands in the published files. */
export interface PublishedPlace {
  generation: Generation
  module: string
  method: Operation['method']
  path: string
}

/** Turns one published operation into the facts a caller needs; corrections are applied later. */
export function importOperation(place: PublishedPlace, published: PublishedOperation): Operation {
  const { generation, module, method, path } = place
  const parameters = published.parameters ?? []
  const name = operationName(published.operationId)
  const body = importBody(published.requestBody)
  return {
    id: `${generation}.${module}.${name}`,
    generation,
    module,
    publishedId: published.operationId,
    method,
    path,
    versions: importVersions(parameters),
    ...importSecurity(published.security),
    parameters: importParameters(path, parameters),
    ...(body && { body }),
    success: importSuccess(published.responses),
    failureStatuses: statusesOf(published.responses).filter((status) => status >= 400),
    ...classifyOperation(method, path),
    ...(published.deprecated === true && { isDeprecated: true }),
  }
}

/** Published ids mix `get-posts`, `fetchQueues` and blanks, and the live docs move between them: one spelling. */
export function operationName(publishedId: string): string {
  return publishedId
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replaceAll(/([A-Z])([A-Z][a-z])/g, '$1-$2')
    .replaceAll(/[^A-Za-z0-9]+/g, '-')
    .toLowerCase()
}

function importVersions(parameters: PublishedParameter[]): string[] {
  const header = parameters.find(
    ({ name, in: place }) => place === 'header' && name.toLowerCase() === 'version',
  )
  return (header?.schema?.enum ?? []).map(String)
}

/** Header parameters that the transport owns: a caller never chooses them. */
const transportHeaders = new Set(['version', 'authorization'])

function importParameters(path: string, published: PublishedParameter[]): OperationParameter[] {
  const listed = published
    .filter(({ name, in: place }) => !(place === 'header' && transportHeaders.has(name.toLowerCase())))
    .map(importParameter)
  return [...missingPathParameters(path, listed), ...listed]
}

function importParameter(published: PublishedParameter): OperationParameter {
  const place = parameterPlace(published)
  const { oneOf, anyOf, schema = {} } = published
  const imported =
    oneOf || anyOf ? importSchema({ ...(oneOf && { oneOf }), ...(anyOf && { anyOf }) }) : importSchema(schema)
  return {
    name: published.name,
    in: place,
    required: place === 'path' || published.required === true,
    schema: published.default === undefined ? imported : { ...imported, default: published.default },
    ...(published.explode === false && { isCommaSeparated: true }),
  }
}

function parameterPlace({ name, in: place }: PublishedParameter): OperationParameter['in'] {
  if (place === 'path' || place === 'query' || place === 'header') return place
  throw new Error(`Parameter ${name} is sent in an unknown place: ${place}`)
}

/** A few operations name a parameter in their path and do not declare it; without it no URL can be built. */
function missingPathParameters(path: string, listed: OperationParameter[]): OperationParameter[] {
  const declared = new Set(listed.filter((parameter) => parameter.in === 'path').map(({ name }) => name))
  return [...path.matchAll(/\{(\w+)\}/g)]
    .map(([, name]) => name ?? '')
    .filter((name) => !declared.has(name))
    .map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } }))
}

function importBody(published: PublishedOperation['requestBody']): Operation['body'] {
  if (!published) return undefined
  return {
    contentTypes: Object.keys(published.content).toSorted(),
    required: published.required === true,
    schema: contentSchema(published.content) ?? {},
  }
}

/** The first 2xx that has an answer to describe, else the first 2xx. */
function importSuccess(responses: PublishedOperation['responses']): Operation['success'] {
  const statuses = statusesOf(responses).filter((status) => status < 300)
  const described = statuses.find((status) => responses[status]?.content)
  const status = described ?? statuses[0]
  if (status === undefined) throw new Error('No success answer is published')
  const schema = contentSchema(responses[status]?.content)
  return { status, ...(schema && { schema }) }
}

function contentSchema(content: PublishedContent | undefined): JsonSchema | undefined {
  if (!content) return undefined
  const { schema } = content['application/json'] ?? Object.values(content)[0] ?? {}
  return schema && importSchema(schema)
}

function statusesOf(responses: PublishedOperation['responses']): number[] {
  return Object.keys(responses)
    .map(Number)
    .toSorted((left, right) => left - right)
}

/** Security schemes of the published files; `-Only` schemes take tokens from OAuth and no private tokens. */
const schemeClasses: Record<string, 'company' | 'location'> = {
  bearer: 'location',
  'Location-Access': 'location',
  'Location-Access-Only': 'location',
  'Agency-Access': 'company',
  'Agency-Access-Only': 'company',
}

type Security = Pick<Operation, 'tokenClasses' | 'scopes' | 'isPrivateTokenRefused'>

/** No security at all leaves `tokenClasses` empty: a correction must then say what is true. */
function importSecurity(published: PublishedOperation['security'] = []): Security {
  const schemes = published.flatMap((alternative) => Object.keys(alternative))
  const scopes = published.flatMap((alternative) => Object.values(alternative).flat())
  const isPrivateTokenRefused = schemes.length > 0 && schemes.every((scheme) => scheme.endsWith('-Only'))
  return {
    scopes: [...new Set(scopes)].toSorted(),
    tokenClasses: [...new Set(schemes.map(tokenClass))].toSorted(),
    ...(isPrivateTokenRefused && { isPrivateTokenRefused }),
  }
}

function tokenClass(scheme: string): 'company' | 'location' {
  const found = schemeClasses[scheme]
  if (!found) throw new Error(`Unknown security scheme ${scheme}`)
  return found
}
