import { exampleOf, listOperations, type Operation, resolveSchema } from '@causeway/spec'
import { expect, it } from 'vitest'
import type { OperationDefinition } from '../api/contract/index.ts'
import { exampleFor, listFields, placeValues } from './place-values.ts'
import { assignmentFor } from './write-example.ts'

type Schema = Record<string, unknown>

/** As the catalog serves it, as far as values are concerned. */
function definitionOf(operation: Operation): OperationDefinition {
  const schemaOf = (schema: object) => resolveSchema(operation, schema) as Schema
  return {
    generation: operation.generation,
    operationId: operation.id,
    method: operation.method,
    path: operation.path,
    versions: operation.versions,
    parameters: operation.parameters.map(({ schema, ...rest }) => ({ ...rest, schema: schemaOf(schema) })),
    body:
      operation.body === undefined ? null : { ...operation.body, schema: schemaOf(operation.body.schema) },
    success: { status: operation.success.status, schema: null },
    failureStatuses: operation.failureStatuses,
    example: exampleOf(operation),
    sdk: null,
  }
}

it('every example of the catalog survives its own command line', () => {
  const operations = listOperations()
  expect(operations.length).toBeGreaterThan(1000)
  const lost: unknown[] = []
  for (const operation of operations) {
    const definition = definitionOf(operation)
    const { path, query, body } = definition.example
    const fields = listFields(definition)
    const assignments = fields
      .filter((field) => exampleFor(field, definition) !== undefined)
      .map((field) => assignmentFor(field, fields, definition))
      // Quotes are the shell's, which this test leaves out.
      .map((word) =>
        word.replace(/='([\s\S]*)'$/, (_, quoted: string) => `=${quoted.replaceAll("'\\''", "'")}`),
      )
    // Lists, and objects whose fields are not listed, come as a whole with --body.
    const isWhole = Array.isArray(body) || fields.every(({ place }) => place !== 'body')
    const placed = placeValues(definition, { assignments, ...(isWhole && { body }) })
    try {
      expect(placed).toEqual({ path, query, body })
    } catch (problem) {
      lost.push([operation.id, assignments, (problem as Error).message])
    }
  }
  expect(lost).toEqual([])
})
