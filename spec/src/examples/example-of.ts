import type { CallExample } from '../catalog/catalog.types.ts'
import { loadModule } from '../load-module.ts'
import type { JsonSchema, Operation, OperationParameter } from '../operation.types.ts'
import { chosenBodies, chosenPaths } from './chosen-values.ts'
import { makeExample, type ExampleOptions } from './make-example.ts'

/** Values to call an operation with: what is required, and the page size where the operation has one. */
export function exampleOf(operation: Operation): CallExample {
  const { body, method, path } = operation
  const inPlace = (place: OperationParameter['in']) =>
    operation.parameters.filter((parameter) => parameter.in === place)
  const query = inPlace('query').filter((parameter) => parameter.required || isTelling(parameter))
  return {
    path: {
      ...Object.fromEntries(inPlace('path').map((one) => [one.name, String(valueOf(operation, one))])),
      ...chosenPaths[`${method} ${path}`],
    },
    query: Object.fromEntries(
      query.map((one) => [one.name, valueOf(operation, one) as CallExample['query'][string]]),
    ),
    ...(body && { body: chosenBodies[`${method} ${path}`] ?? exampleBody(operation, body.schema) }),
  }
}

/** What the CRM would answer, with every property its schema has; undefined where it publishes no schema. */
export function exampleAnswerOf(operation: Operation, options: Pick<ExampleOptions, 'turn'> = {}): unknown {
  const { schema } = operation.success
  return schema && makeExample(schema, definitionsOf(operation), { show: 'all', ...options })
}

/** Ids in a path are called `id` at times: what they are ids of stands before them. */
function valueOf(operation: Operation, { name, schema, in: place }: OperationParameter): unknown {
  const segments = operation.path.split('/')
  const before = segments[segments.indexOf(`{${name}}`) - 1] ?? ''
  const isOfSegment = place === 'path' && /^_?id$/i.test(name) && /^\w+$/.test(before)
  const telling = isOfSegment ? `${singular(before)}Id` : name
  return makeExample(schema, definitionsOf(operation), { name: telling })
}

function singular(word: string): string {
  return word.replace(/ies$/, 'y').replace(/s$/, '')
}

function isTelling({ name }: OperationParameter): boolean {
  return ['locationId', 'limit', 'pageSize'].includes(name)
}

function exampleBody(operation: Operation, schema: JsonSchema): unknown {
  return makeExample(schema, definitionsOf(operation), { show: 'some' })
}

function definitionsOf({ generation, module }: Operation): Record<string, JsonSchema> {
  return loadModule(generation, module).$defs
}
