import type { JsonSchema, Operation } from './operation.types.ts'

/** Every schema an operation carries: of its parameters, its body and its success answer. */
export function operationSchemas(operation: Operation): JsonSchema[] {
  return [
    ...operation.parameters.map(({ schema }) => schema),
    ...(operation.body ? [operation.body.schema] : []),
    ...(operation.success.schema ? [operation.success.schema] : []),
  ]
}
