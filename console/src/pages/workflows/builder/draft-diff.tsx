import { Badge, Group, Text } from '@mantine/core'
import { fieldLabel } from '../../../parts/describe-value.ts'
import type { Draft } from '../draft/draft.types.ts'
import { diffDrafts, type DraftChange } from '../draft/diff-drafts.ts'
import { stepTitle } from '../step-kinds.tsx'
import classes from './builder.module.css'

const kinds = {
  added: { label: 'New', colour: 'teal' },
  removed: { label: 'Gone', colour: 'red' },
  changed: { label: 'Changed', colour: 'indigo' },
  moved: { label: 'Moved', colour: 'gray' },
} as const

/** What differs between two definitions, step by step. */
export function DraftDiff({ before, after }: { before: Draft; after: Draft }) {
  const changes = diffDrafts(before, after)
  if (changes.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        Nothing differs.
      </Text>
    )
  }
  return (
    <ul className={classes.diff} data-testid="draft-diff">
      {changes.map((change) => (
        <li key={`${change.kind} ${change.step?.id} ${change.field}`}>
          <Group gap={8} wrap="nowrap">
            <Badge size="sm" color={kinds[change.kind].colour}>
              {kinds[change.kind].label}
            </Badge>
            <Text size="sm" fw={600}>
              {change.step === undefined ? 'Workflow' : stepTitle(change.step)}
              {change.field !== undefined && (
                <Text component="span" size="sm" c="dimmed" fw={400}>
                  {' '}
                  {fieldLabel(change.field)}
                </Text>
              )}
            </Text>
          </Group>
          {change.kind === 'changed' && <Values change={change} />}
        </li>
      ))}
    </ul>
  )
}

function Values({ change: { before, after } }: { change: DraftChange }) {
  return (
    <>
      {before !== undefined && <pre className={classes.before}>− {written(before)}</pre>}
      {after !== undefined && <pre className={classes.after}>+ {written(after)}</pre>}
    </>
  )
}

const written = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value, null, 2))
