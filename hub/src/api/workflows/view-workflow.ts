import { z } from 'zod'
import type { KnownWorkflow } from '../../workflows/definition/keep-definitions.ts'
import { listEventTypes } from '../../event-log/known-events.ts'
import { stepKinds } from '../../workflows/definition/step-kinds.ts'
import type { Workflows } from '../../workflows/create-workflows.ts'
import type { ApiParts } from '../api.types.ts'
import {
  stepSchemas,
  type Workflow,
  WorkflowDefinition,
  type WorkflowHook,
  type WorkflowSchema,
  type WorkflowSummary,
} from '../contract/index.ts'

type Seen = Pick<ApiParts, 'facts'> & { workflows: Workflows }

/** Workflows as lists show them. */
export async function viewSummaries(
  { workflows }: Seen,
  list: readonly KnownWorkflow[],
): Promise<WorkflowSummary[]> {
  const [counts, timers] = await Promise.all([workflows.manager.countRuns(), workflows.timers()])
  return list.map((workflow) => {
    const { id, key, name, version, isEnabled, isPaused, template, definition } = workflow
    const own = counts.get(id)
    return {
      id,
      key,
      name,
      description: definition.description ?? null,
      version,
      isEnabled,
      isPaused,
      template,
      trigger: definition.trigger,
      locations: definition.locations ?? null,
      nextRunAt: timers.get(id)?.toISOString() ?? null,
      lastRunAt: own?.lastRunAt?.toISOString() ?? null,
      runs: { succeeded: own?.succeeded ?? 0, failed: own?.failed ?? 0, active: own?.active ?? 0 },
      createdAt: workflow.createdAt.toISOString(),
      updatedAt: workflow.updatedAt.toISOString(),
    }
  })
}

/** A workflow with its definition; `secret` is that of an inbound HTTP trigger, made just now. */
export async function viewWorkflow(parts: Seen, workflow: KnownWorkflow, secret?: string): Promise<Workflow> {
  const [summary] = await viewSummaries(parts, [workflow])
  const { issues } = await parts.workflows.manager.check(workflow.definition)
  return {
    ...summary!,
    definition: workflow.definition,
    hook: await viewHook(parts, workflow, secret),
    issues,
  }
}

/** Where an inbound HTTP trigger listens; its secret is told once. */
export async function viewHook(
  { facts }: Pick<Seen, 'facts'>,
  { key, definition: { trigger } }: KnownWorkflow,
  secret?: string,
): Promise<WorkflowHook | null> {
  if (trigger.type !== 'http') return null
  const { publicUrl } = await facts.read()
  if (trigger.secret === 'header') return { url: `${publicUrl}/hooks/${key}`, secret: secret ?? null }
  return { url: secret === undefined ? null : `${publicUrl}/hooks/${secret}`, secret: null }
}

let schema: WorkflowSchema | undefined

/** What a builder needs: JSON schemas of the definition and of each kind of step, and the events there are. */
export function viewSchema(): WorkflowSchema {
  schema ??= {
    definition: z.toJSONSchema(WorkflowDefinition, { io: 'input', unrepresentable: 'any' }) as Record<
      string,
      unknown
    >,
    steps: stepSchemas.map((one) => {
      const type = String((one.shape['type'] as z.ZodLiteral).value)
      return {
        type,
        ...stepKinds[type as keyof typeof stepKinds],
        schema: z.toJSONSchema(one, { io: 'input', unrepresentable: 'any' }) as Record<string, unknown>,
      }
    }),
    events: listEventTypes(),
  }
  return schema
}
