import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv, type ErrorObject } from 'ajv'
import formats from 'ajv-formats'
import type { Exchange } from './exercise-social.ts'

export const newAjv = (): Ajv => {
  // Each schema validates a few answers: compiling fast counts for more than validating fast.
  // Errors carry the value they are about, since some published mistakes show only by it.
  const ajv = new Ajv({ strict: false, allErrors: true, verbose: true, code: { optimize: false } })
  formats.default(ajv)
  return ajv
}

/** `results.posts.3.type type`: where an answer differs and by which keyword. */
const describeError = ({ instancePath, keyword, params }: ErrorObject): string => {
  const path = instancePath
    .slice(1)
    .replaceAll('/', '.')
    .replace(/\.\d+(?=\.|$)/g, '.*')
  const missing = keyword === 'required' ? `:${String(params['missingProperty'])}` : ''
  return `${path} ${keyword}${missing}`
}

/** The differences of exchanges from their schemas, each once, as `operation path keyword`. */
export function findDifferences(
  list: Exchange[],
  schemaOf: (exchange: Exchange) => object | undefined,
  ajv: Ajv,
) {
  const found = new Set<string>()
  for (const exchange of list) {
    const schema = schemaOf(exchange)
    if (schema === undefined) continue
    const validate = ajv.compile(schema)
    if (validate(exchange.body)) continue
    for (const error of validate.errors ?? []) {
      found.add(`${exchange.operation.publishedId} ${describeError(error)}`)
    }
  }
  return [...found].toSorted()
}

/** Where the published files may be; tests that compare with them are skipped without. */
export const publishedFolder =
  process.env['CAUSEWAY_PUBLISHED_OPENAPI'] ??
  join(import.meta.dirname, '..', '..', '..', 'shared', 'ghl', 'openapi')

export interface PublishedFile {
  components?: unknown
  paths: Record<
    string,
    Record<string, { responses?: Record<string, { content?: Record<string, { schema?: object }> }> }>
  >
}

/** OpenAPI 3.0's `nullable` in JSON Schema's words. */
export const withoutNullable = (node: unknown): unknown => {
  if (Array.isArray(node)) return node.map(withoutNullable)
  if (typeof node !== 'object' || node === null) return node
  const { nullable, ...rest } = node as Record<string, unknown>
  const inner = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, withoutNullable(value)]))
  return nullable === true ? { anyOf: [inner, { type: 'null' }] } : inner
}

/** The schema a published file gives for the success of an exchange, with the file known to `ajv`. */
export function readPublishedAnswers(path: string, ajv: Ajv): (exchange: Exchange) => object | undefined {
  const file = withoutNullable(JSON.parse(readFileSync(path, 'utf8'))) as PublishedFile
  ajv.addSchema(file, 'published')
  return ({ operation }) => {
    const responses = file.paths[operation.path]?.[operation.method.toLowerCase()]?.responses ?? {}
    const [status] = Object.keys(responses).filter((code) => code.startsWith('2'))
    const schema = responses[status ?? '']?.content?.['application/json']?.schema
    if (schema === undefined) return undefined
    return JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"published#/')) as object
  }
}
