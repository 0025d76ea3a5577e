import { isDeepStrictEqual } from 'node:util'
import type { Operation, OperationModule } from '../src/operation.types.ts'
import { bundleSchema } from '../src/visit-schema.ts'
import { explainDrift } from './explain-drift.ts'

/** One operation that is not what it was. */
export interface Drift {
  kind: 'added' | 'removed' | 'changed'
  id: string
  method: string
  path: string
  /** Facts that differ, for `changed` only: `scopes`, `parameters`, `body`, `success` … */
  facts: string[]
  /** The same in plain words, for `changed` field by field. */
  sentences: string[]
  /** Calls that worked may be refused now, or answers may lack what was there. */
  isBreaking: boolean
}

/** Tells what became of each operation between two catalogs; the order of properties does not count. */
export function compareCatalogs(before: OperationModule[], after: OperationModule[]): Drift[] {
  const old = expandOperations(before)
  const fresh = expandOperations(after)
  const ids = [...new Set([...old.keys(), ...fresh.keys()])].toSorted()
  return ids.flatMap((id) => compareOperation(old.get(id), fresh.get(id)))
}

/** Each difference in plain words, below the operation it is about; what breaks is marked. */
export function explainDrifts(drift: Drift[]): string[] {
  return drift.flatMap(({ id, kind, sentences, isBreaking }) =>
    kind === 'changed'
      ? [`${id}${isBreaking ? ' (breaking)' : ''}`, ...sentences.map((one) => `  ${one}`)]
      : [],
  )
}

/** One line for each difference, and a sentence when there is none. */
export function describeDrift(drift: Drift[]): string[] {
  if (drift.length === 0) return ['No drift: the published files say what spec/data says.']
  const width = Math.max(...drift.map(({ id }) => id.length))
  return drift.map(({ kind, id, method, path, facts }) =>
    `${kind.padEnd(7)}  ${id.padEnd(width)}  ${method} ${path}  ${facts.join(', ')}`.trimEnd(),
  )
}

function compareOperation(before: Operation | undefined, after: Operation | undefined): Drift[] {
  const operation = after ?? before
  if (!operation) return []
  const { id, method, path } = operation
  if (!after)
    return [{ kind: 'removed', id, method, path, facts: [], sentences: ['It is gone.'], isBreaking: true }]
  if (!before)
    return [{ kind: 'added', id, method, path, facts: [], sentences: ['It is new.'], isBreaking: false }]
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])] as (keyof Operation)[]
  const facts = names.filter((name) => !isDeepStrictEqual(before[name], after[name]))
  if (facts.length === 0) return []
  const changes = explainDrift(before, after)
  return [
    {
      kind: 'changed',
      id,
      method,
      path,
      facts,
      // What is put otherwise and means the same is still a change of the file.
      sentences:
        changes.length > 0
          ? changes.map(({ sentence }) => sentence)
          : [`Its ${facts.join(', ')} is put otherwise.`],
      isBreaking: changes.some((change) => change.isBreaking),
    },
  ]
}

/** Operations by id with their schemas spelled out, so that a changed definition shows at every operation using it. */
function expandOperations(modules: OperationModule[]): Map<string, Operation> {
  return new Map(
    modules.flatMap(({ operations, $defs }) =>
      operations.map((operation): [string, Operation] => [operation.id, expandOperation(operation, $defs)]),
    ),
  )
}

function expandOperation(operation: Operation, definitions: OperationModule['$defs']): Operation {
  const { body, success } = operation
  return {
    ...operation,
    parameters: operation.parameters.map((parameter) => ({
      ...parameter,
      schema: bundleSchema(parameter.schema, definitions),
    })),
    ...(body && { body: { ...body, schema: bundleSchema(body.schema, definitions) } }),
    success: { ...success, ...(success.schema && { schema: bundleSchema(success.schema, definitions) }) },
  }
}
