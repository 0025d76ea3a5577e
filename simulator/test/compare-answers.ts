import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { resolveSchema, type Generation, type Operation } from '@causeway/spec'
import type { Ajv, ErrorObject } from 'ajv'
import type { Exchange } from './exercise-social.ts'
import { newAjv, publishedFolder, type PublishedFile, withoutNullable } from './find-differences.ts'

/** `results.posts.* type`: where an answer differs and by which keyword. */
const describeError = ({ instancePath, keyword, params }: ErrorObject): string => {
  const path = instancePath
    .slice(1)
    .replaceAll('/', '.')
    .replace(/\.\d+(?=\.|$)/g, '.*')
  const missing = keyword === 'required' ? `:${String(params['missingProperty'])}` : ''
  return `${path} ${keyword}${missing}`
}

/** Groups exchanges by operation, so that each schema is compiled once. */
function byOperation(exchanges: Exchange[]): Map<Operation, Exchange[]> {
  const groups = new Map<Operation, Exchange[]>()
  for (const exchange of exchanges)
    groups.set(exchange.operation, [...(groups.get(exchange.operation) ?? []), exchange])
  return groups
}

function findDifferences(
  exchanges: Exchange[],
  schemaOf: (operation: Operation) => object | undefined,
  ajv: Ajv,
  isForgiven: (error: ErrorObject) => boolean = () => false,
) {
  const found = new Set<string>()
  for (const [operation, group] of byOperation(exchanges)) {
    const schema = schemaOf(operation)
    if (schema === undefined) continue
    const validate = ajv.compile(schema)
    for (const { body } of group) {
      if (validate(body)) continue
      for (const error of (validate.errors ?? []).filter((one) => !isForgiven(one)))
        found.add(`${operation.id} ${describeError(error)}`)
    }
  }
  return [...found].toSorted()
}

/** Where answers differ from the schemas of the spec, as `operation path keyword`. */
export function differencesFromSpec(exchanges: Exchange[]): string[] {
  return findDifferences(
    exchanges,
    (operation) => operation.success.schema && resolveSchema(operation, operation.success.schema),
    newAjv(),
  )
}

/** Whether the published files are on this machine; they are not part of the repository. */
export const hasPublishedFiles = existsSync(publishedFolder)

/** Words, dates and booleans are published as objects without properties; everybody knows better. */
const isWordPublishedAsObject = ({ keyword, params, data }: ErrorObject): boolean =>
  keyword === 'type' && params['type'] === 'object' && ['string', 'number', 'boolean'].includes(typeof data)

/** The same against the published files of a generation. */
export function differencesFromPublished(generation: Generation, exchanges: Exchange[]): string[] {
  const ajv = newAjv()
  const files = new Map<string, PublishedFile>()
  const fileOf = (module: string): PublishedFile => {
    const known = files.get(module)
    if (known !== undefined) return known
    const name = generation === 'v3' ? `${module}-v3.json` : `${module}.json`
    const text = readFileSync(join(publishedFolder, generation, 'apps', name), 'utf8')
    const file = withoutNullable(JSON.parse(text)) as PublishedFile
    ajv.addSchema({ $id: module, components: file.components })
    files.set(module, file)
    return file
  }
  return findDifferences(
    exchanges,
    ({ module, path, method }) => {
      const responses = fileOf(module).paths[path]?.[method.toLowerCase()]?.responses ?? {}
      const [status] = Object.keys(responses).filter((code) => code.startsWith('2'))
      const schema = responses[status ?? '']?.content?.['application/json']?.schema
      if (schema === undefined) return undefined
      return JSON.parse(JSON.stringify(schema).replaceAll('"#/', `"${module}#/`)) as object
    },
    ajv,
    isWordPublishedAsObject,
  )
}
