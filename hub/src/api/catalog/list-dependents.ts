import { findOperationEntry } from '@causeway/spec'
import type { MappingSource } from '../../store/mapping.types.ts'
import { createDefinitions } from '../../workflows/definition/keep-definitions.ts'
import { visitSteps } from '../../workflows/definition/visit-steps.ts'
import type { WorkflowDefinition, WorkflowStep } from '../../workflows/definition/workflow-definition.ts'
import { isOfTypes } from '../../workflows/triggers/match-event.ts'
import type { ApiParts } from '../api.types.ts'
import { partsInUse } from './parts-in-use.ts'

/** Tells who depends on an entry of the catalog, in words: `workflow “Announce failed posts”`. */
export type DependentsOf = (entryId: string) => string[]

/** Where the records of a mapping come from. */
const partOfSource: Partial<Record<MappingSource['kind'], string>> = {
  post: 'sync of posts',
  tag: 'sync of tags',
  tag_with_details: 'sync of tags',
  account: 'sync of accounts',
  category: 'sync of categories',
  comment: 'sync of comments',
  statistic: 'sync of statistics',
}
const contactEntries: ReadonlySet<string> = new Set([
  'contacts.get-contact',
  'contacts.search-contacts-advanced',
])

/** Looks up all workflows and mappings, to tell which of them use an entry of the catalog. */
export async function listDependents({
  kysely,
  mappings,
}: Pick<ApiParts, 'kysely' | 'mappings'>): Promise<DependentsOf> {
  const [workflows, mapped] = await Promise.all([createDefinitions(kysely).list(), mappings.list()])
  return (entryId) => [
    ...workflows
      .filter(({ definition }) => workflowUses(definition, entryId))
      .map(({ name }) => `workflow “${name}”`),
    ...mapped.flatMap(({ name, definition, draft }) => {
      const source = (definition ?? draft)?.source
      return source !== undefined && sourceUses(source, entryId) ? [`mapping “${name}”`] : []
    }),
  ]
}

function workflowUses({ trigger, steps }: WorkflowDefinition, entryId: string): boolean {
  if (trigger.type === 'event' && isOfTypes(entryId, trigger.events)) return true
  return [...visitSteps(steps)].some(({ step }) => entriesOf(step).includes(entryId))
}

function entriesOf(step: WorkflowStep): string[] {
  switch (step.type) {
    case 'call':
      return [findOperationEntry(step.operation)?.id ?? step.operation]
    case 'send_message':
      return ['conversations.send-a-new-message']
    case 'update_contact_tags':
      return ['contacts.add-tags', 'contacts.remove-tags']
    case 'wait_for_event':
      return step.events
    default:
      return []
  }
}

function sourceUses({ kind, eventTypes }: MappingSource, entryId: string): boolean {
  if (kind === 'event') return eventTypes === undefined || isOfTypes(entryId, eventTypes)
  if (kind === 'contact') return contactEntries.has(entryId)
  const part = partOfSource[kind]
  return part !== undefined && (partsInUse[entryId] ?? []).includes(part)
}
