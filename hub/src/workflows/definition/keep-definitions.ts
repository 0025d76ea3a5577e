import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import type { Tables } from '../../store/tables.types.ts'
import type { WorkflowRow } from '../../store/workflows.store.ts'
import { createWorkflowsStore } from '../../store/workflows.store.ts'
import { WorkflowDefinition } from './workflow-definition.ts'

/** A workflow with its definition read. */
export interface KnownWorkflow extends Omit<WorkflowRow, 'definition'> {
  definition: WorkflowDefinition
}

/** Workflows and their versions in memory. */
export interface Definitions {
  /** Every workflow as it is now; looked up anew when one changed. */
  list(trx?: Kysely<Tables>): Promise<readonly KnownWorkflow[]>
  /** As `list`, of a moment ago at most: for paths too hot to ask. */
  recent(): Promise<readonly KnownWorkflow[]>
  /** The definition of a version; undefined when it cannot be read. */
  version(workflowId: string, version: number): Promise<WorkflowDefinition | undefined>
  /** Looks again the next time: something was changed here. */
  forget(): void
}

const mostVersions = 500
const recentMs = 1000

export function createDefinitions(kysely: Kysely<Tables>): Definitions {
  const versions = new Map<string, WorkflowDefinition>()
  let known: readonly KnownWorkflow[] = []
  let mark: string | undefined
  let lookedAt = -Infinity
  let underWay: Promise<readonly KnownWorkflow[]> | undefined

  async function list(database: Kysely<Tables> = kysely): Promise<readonly KnownWorkflow[]> {
    const { rows } = await sql<{ mark: string }>`
      select count(*) || ' ' || coalesce(max(updated_at)::text, '') as mark from workflows`.execute(database)
    const seen = rows[0]?.mark
    if (seen !== mark) {
      const found = await createWorkflowsStore(database).list()
      known = found.flatMap((row) => {
        const outcome = WorkflowDefinition.safeParse(row.definition)
        return outcome.success ? [{ ...row, definition: outcome.data }] : []
      })
      mark = seen
    }
    lookedAt = performance.now()
    return known
  }

  return {
    list,
    async recent() {
      if (mark !== undefined && performance.now() - lookedAt < recentMs) return known
      underWay ??= list().finally(() => {
        underWay = undefined
      })
      return underWay
    },
    async version(workflowId, version) {
      const key = `${workflowId} ${version}`
      const held =
        versions.get(key) ?? known.find((one) => one.id === workflowId && one.version === version)?.definition
      if (held !== undefined) return held
      const outcome = WorkflowDefinition.safeParse(
        await createWorkflowsStore(kysely).findVersion(workflowId, version),
      )
      if (!outcome.success) return undefined
      if (versions.size >= mostVersions) versions.clear()
      versions.set(key, outcome.data)
      return outcome.data
    },
    forget() {
      mark = undefined
      lookedAt = -Infinity
    },
  }
}
