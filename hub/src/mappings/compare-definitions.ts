import { canonicalJson } from '../store/canonical-json.ts'
import type { MappingDefinition } from '../store/mapping.types.ts'

/** One difference between two definitions. */
export interface DefinitionChange {
  /** What changed: `source`, `key`, `locationIds`, `title`, `description`, or the name of a field. */
  subject: string
  kind: 'field' | 'setting'
  change: 'added' | 'removed' | 'changed'
  before: unknown
  after: unknown
}

const settings = ['title', 'description', 'source', 'locationIds', 'key'] as const

/** What differs between two definitions: settings first, then fields in the order of the later one. */
export function compareDefinitions(before: MappingDefinition, after: MappingDefinition): DefinitionChange[] {
  const changes: DefinitionChange[] = []
  for (const subject of settings)
    if (canonicalJson(before[subject] ?? null) !== canonicalJson(after[subject] ?? null))
      changes.push({
        subject,
        kind: 'setting',
        change: 'changed',
        before: before[subject] ?? null,
        after: after[subject] ?? null,
      })
  const former = new Map(before.fields.map((field) => [field.name, field]))
  for (const field of after.fields) {
    const was = former.get(field.name)
    former.delete(field.name)
    if (was === undefined)
      changes.push({ subject: field.name, kind: 'field', change: 'added', before: null, after: field })
    else if (canonicalJson(was) !== canonicalJson(field))
      changes.push({ subject: field.name, kind: 'field', change: 'changed', before: was, after: field })
  }
  for (const field of former.values())
    changes.push({ subject: field.name, kind: 'field', change: 'removed', before: field, after: null })
  return changes
}
