import { loadModule } from './load-module.ts'
import type { JsonSchema, Operation } from './operation.types.ts'
import { bundleSchema } from './visit-schema.ts'

/**
 * Makes a schema of an operation self-contained, so that any JSON Schema validator takes it as it is: a mere
 * reference is replaced by what it refers to, and every definition used further down is added under `$defs`.
 * @param schema the schema of one of the operation's parameters, of its body or of its success answer.
 */
export function resolveSchema(operation: Operation, schema: JsonSchema): JsonSchema {
  return bundleSchema(schema, loadModule(operation.generation, operation.module).$defs)
}
