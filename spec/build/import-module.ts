import type { JsonSchema, Operation, OperationModule } from '../src/operation.types.ts'
import { importOperation } from './import-operation.ts'
import { commonDefinitionName, importSchema } from './import-schema.ts'
import type { PublishedSchema } from './published.types.ts'
import type { PublishedModule } from './read-published.ts'

const methods: Operation['method'][] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

/** Turns one published file into facts, with every schema it declares; pruning comes after the corrections. */
export function importModule({ generation, module, file, common }: PublishedModule): OperationModule {
  const operations = Object.entries(file.paths).flatMap(([path, byMethod]) =>
    Object.entries(byMethod).map(([key, published]) => {
      const method = methods.find((known) => known.toLowerCase() === key)
      if (!method) throw new Error(`Unknown key ${key} under ${path} in ${generation}/${module}`)
      return importOperation({ generation, module, method, path }, published)
    }),
  )
  return {
    module,
    generation,
    operations: operations.toSorted(byId),
    $defs: {
      ...importDefinitions(file.components?.schemas ?? {}, (name) => name),
      ...importDefinitions(common, commonDefinitionName),
    },
  }
}

function importDefinitions(
  schemas: Record<string, PublishedSchema>,
  rename: (name: string) => string,
): Record<string, JsonSchema> {
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [rename(name), importSchema(schema)]),
  )
}

// Not localeCompare: the order must not depend on the machine's language.
function byId(left: Operation, right: Operation): number {
  return left.id < right.id ? -1 : 1
}
