import { Alert, Stack, Text, Textarea } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useState } from 'react'
import { parseDocument, stringify } from 'yaml'
import type { Draft } from '../draft/draft.types.ts'
import { isSame } from '../draft/diff-drafts.ts'
import { useBuilder } from './builder-context.ts'
import classes from './builder.module.css'
import type { PlacedIssue } from './map-issues.ts'

/** The definition as YAML: what is written here is in the picture, and the other way round. */
export default function SourceView({ issues }: { issues: PlacedIssue[] }) {
  const { draft, change } = useBuilder()
  const [text, setText] = useState(() => write(draft))
  const [known, setKnown] = useState(draft)
  const [problem, setProblem] = useState<string>()
  // Changed elsewhere: by undo, or by taking over a version.
  if (!isSame(known, draft)) {
    setKnown(draft)
    setText(write(draft))
    setProblem(undefined)
  }
  const take = (typed: string) => {
    setText(typed)
    const read = readSource(typed)
    if ('problem' in read) {
      setProblem(read.problem)
      return
    }
    setProblem(undefined)
    setKnown(read.draft)
    change(() => read.draft, 'source')
  }
  const errors = issues.filter(({ severity }) => severity === 'error')
  return (
    <Stack gap="sm" p={16}>
      <Textarea
        aria-label="Definition as YAML"
        className={classes.source ?? ''}
        styles={{ wrapper: { height: '100%' }, input: { height: '100%', resize: 'none' } }}
        value={text}
        onChange={(event) => take(event.currentTarget.value)}
        spellCheck={false}
        error={problem !== undefined}
        data-testid="source"
      />
      {problem !== undefined && (
        <Alert color="red" icon={<IconAlertTriangle />} py={8} data-testid="source-problem">
          {problem}
        </Alert>
      )}
      {problem === undefined &&
        errors.slice(0, 5).map(({ path, message }) => (
          <Text key={path + message} size="xs" c="var(--mantine-color-error)">
            {path}: {message}
          </Text>
        ))}
    </Stack>
  )
}

const write = (draft: Draft) => stringify(draft, { lineWidth: 110 })

function readSource(text: string): { draft: Draft } | { problem: string } {
  const document = parseDocument(text)
  const error = document.errors[0]
  if (error !== undefined) return { problem: error.message.split('\n')[0] ?? error.message }
  const value: unknown = document.toJS({ maxAliasCount: 100 })
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { problem: 'A definition has a name, a trigger and steps.' }
  }
  const { name, trigger, steps, ...rest } = value as Record<string, unknown>
  if (
    typeof trigger !== 'object' ||
    trigger === null ||
    typeof (trigger as { type?: unknown }).type !== 'string'
  ) {
    return { problem: 'The trigger needs a type: event, schedule, manual, http or segment.' }
  }
  if (!Array.isArray(steps) || !steps.every(isStep)) {
    return { problem: 'Each of the steps needs an id and a type.' }
  }
  return {
    draft: { ...rest, name: typeof name === 'string' ? name : '', trigger, steps } as Draft,
  }
}

function isStep(step: unknown): boolean {
  if (typeof step !== 'object' || step === null) return false
  const { id, type } = step as { id?: unknown; type?: unknown }
  if (typeof id !== 'string' || typeof type !== 'string') return false
  const lists = ['do', 'else', 'otherwise', 'onError'].map((name) => (step as Record<string, unknown>)[name])
  return lists.every((list) => list === undefined || (Array.isArray(list) && list.every(isStep)))
}
