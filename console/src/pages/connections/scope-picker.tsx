import { Button, Checkbox, Group, ScrollArea, Skeleton, Stack, Text, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useState } from 'react'
import { catalogQuery } from '../../data/catalog.ts'
import { countOf } from '../../parts/format.ts'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { readScopes } from './read-scopes.ts'
import classes from './scope-picker.module.css'
import { narrowGroups, type ScopeChoice, type ScopeGroup, scopeGroups, usualScopes } from './scope-groups.ts'

type ScopePickerProps = {
  /** Undefined: nothing was chosen yet; the usual ones are then. */
  value: string[] | undefined
  onChange: (scopes: string[]) => void
}

/** Chooses what an app asks for: every scope of the catalog by module, with the operations it opens. */
export function ScopePicker({ value, onChange }: ScopePickerProps) {
  const catalog = useQuery(catalogQuery('', undefined))
  const groups = useMemo(() => scopeGroups(catalog.data ?? []), [catalog.data])
  const [words, setWords] = useState('')
  const isUntouched = value === undefined && catalog.data !== undefined
  // What is shown as chosen is what is asked for.
  useEffect(() => {
    if (isUntouched) onChange(usualScopes(groups))
  })
  if (catalog.isError)
    return (
      <ProblemNotice
        error={catalog.error}
        title="The scopes could not be loaded"
        onRetry={() => void catalog.refetch()}
      />
    )
  if (catalog.data === undefined) return <Skeleton h={260} role="status" aria-label="Loading the scopes" />

  const usual = usualScopes(groups)
  const chosen = new Set(value ?? usual)
  const known = new Set(groups.flatMap(({ scopes }) => scopes.map(({ scope }) => scope)))
  const set = (scopes: readonly string[], isChosen: boolean) => {
    const kept = [...chosen].filter((scope) => !scopes.includes(scope))
    onChange(isChosen ? [...kept, ...scopes] : kept)
  }
  const others = [...chosen].filter((scope) => !known.has(scope))
  const shown = narrowGroups(groups, words)
  return (
    <Stack gap="xs" data-testid="scope-picker">
      <Group justify="space-between" gap="xs">
        <Text size="sm" fw={500} aria-live="polite" data-testid="scope-count">
          {countOf(chosen.size, 'scope')} of {known.size}
        </Text>
        <Button
          size="compact-xs"
          variant="subtle"
          onClick={() => onChange(usual)}
          disabled={isSame(chosen, usual)}
        >
          Back to the usual ones
        </Button>
      </Group>
      <Text size="xs" c="dimmed">
        The CRM refuses scopes that are not among those of your app in its marketplace.
      </Text>
      <TextInput
        aria-label="Find a scope"
        placeholder="contacts, send a message, …"
        leftSection={<IconSearch size={16} stroke={1.7} />}
        value={words}
        onChange={(event) => setWords(event.currentTarget.value)}
        autoComplete="off"
        spellCheck={false}
      />
      <ScrollArea.Autosize
        mah={300}
        type="auto"
        className={classes.frame ?? ''}
        viewportProps={{ tabIndex: 0 }}
      >
        {shown.map((group) => (
          <Module key={group.module} group={group} chosen={chosen} onSet={set} />
        ))}
        {shown.length === 0 && (
          <Text size="sm" c="dimmed" p="sm">
            No scope has these words, and none opens what they say.
          </Text>
        )}
      </ScrollArea.Autosize>
      <OtherScopes
        value={others}
        onChange={(written) => onChange([...[...chosen].filter((scope) => known.has(scope)), ...written])}
      />
    </Stack>
  )
}

type ModuleProps = {
  group: ScopeGroup
  chosen: ReadonlySet<string>
  onSet: (scopes: readonly string[], isChosen: boolean) => void
}
function Module({ group: { title, scopes }, chosen, onSet }: ModuleProps) {
  const all = scopes.map(({ scope }) => scope)
  const count = all.filter((scope) => chosen.has(scope)).length
  return (
    <fieldset className={classes.module}>
      <legend className={classes.legend}>{title}</legend>
      <Checkbox
        size="xs"
        label={`All of ${title}`}
        fw={600}
        checked={count === all.length}
        indeterminate={count > 0 && count < all.length}
        onChange={(event) => onSet(all, event.currentTarget.checked)}
      />
      {scopes.map((choice) => (
        <Checkbox
          key={choice.scope}
          size="xs"
          ms={22}
          label={choice.scope}
          description={describeOpened(choice)}
          classNames={{ label: classes.scope ?? '' }}
          checked={chosen.has(choice.scope)}
          onChange={(event) => onSet([choice.scope], event.currentTarget.checked)}
        />
      ))}
    </fieldset>
  )
}

const namedFirst = 3

function describeOpened({ opens }: ScopeChoice): string {
  const rest = opens.length - namedFirst
  return opens.slice(0, namedFirst).join(' · ') + (rest > 0 ? ` · and ${rest} more` : '')
}

/** Scopes the catalog does not know yet: the CRM adds some between two of its publications. */
function OtherScopes({ value, onChange }: { value: string[]; onChange: (scopes: string[]) => void }) {
  const [text, setText] = useState('')
  return (
    <TextInput
      label="Others"
      description="Scopes that are not in the list, separated by spaces."
      // What was taken back elsewhere goes, and so does what has a box of its own.
      value={readScopes(text).join(' ') === value.join(' ') ? text : value.join(' ')}
      onChange={(event) => {
        setText(event.currentTarget.value)
        onChange(readScopes(event.currentTarget.value))
      }}
      autoComplete="off"
      spellCheck={false}
    />
  )
}

const isSame = (chosen: ReadonlySet<string>, scopes: readonly string[]) =>
  chosen.size === scopes.length && scopes.every((scope) => chosen.has(scope))
