import { Chip, CloseButton, Group, Kbd, SegmentedControl, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { type KeyboardEvent, type RefObject } from 'react'
import type { CatalogSearch } from '../../search.ts'
import classes from './catalog.module.css'

type Changes = { [Name in keyof CatalogSearch]?: CatalogSearch[Name] | undefined }
type CatalogFiltersProps = {
  input: RefObject<HTMLInputElement | null>
  words: string
  onWords: (words: string) => void
  search: CatalogSearch
  locationName: string | undefined
  onChange: (changes: Changes) => void
  /** From the search down into the list. */
  onArrowDown: () => void
}

/** The search over everything, and what else narrows the list. */
export function CatalogFilters(props: CatalogFiltersProps) {
  const { input, words, onWords, search, locationName, onChange, onArrowDown } = props
  const keys = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') {
      event.preventDefault()
      onArrowDown()
    }
    if (event.key === 'Escape' && words !== '') onWords('')
  }
  return (
    <div className={classes.filters} role="search" aria-label="Search the catalog">
      <TextInput
        ref={input}
        className={classes.search ?? ''}
        size="md"
        aria-label="Search the catalog"
        placeholder="Send an SMS, followers last month, /contacts/…"
        leftSection={<IconSearch size={18} stroke={1.7} />}
        rightSection={
          words === '' ? (
            <Kbd size="xs" aria-hidden>
              /
            </Kbd>
          ) : (
            <CloseButton aria-label="Clear the search" onClick={() => onWords('')} />
          )
        }
        value={words}
        onChange={(event) => onWords(event.currentTarget.value)}
        onKeyDown={keys}
        autoComplete="off"
        spellCheck={false}
        data-autofocus
        data-testid="catalog-search"
      />
      <Group gap="xs">
        <SegmentedControl
          size="xs"
          aria-label="Kind of entry"
          value={search.kind ?? ''}
          onChange={(kind) =>
            onChange({ kind: kind === 'operation' || kind === 'trigger' ? kind : undefined })
          }
          data={[
            { value: '', label: 'All' },
            { value: 'operation', label: 'Operations' },
            { value: 'trigger', label: 'Triggers' },
          ]}
          data-testid="catalog-kind"
        />
        <SegmentedControl
          size="xs"
          aria-label="What it does to data"
          value={search.access ?? ''}
          onChange={(access) =>
            onChange({ access: access === 'read' || access === 'write' ? access : undefined })
          }
          data={[
            { value: '', label: 'Any' },
            { value: 'read', label: 'Reads' },
            { value: 'write', label: 'Writes' },
          ]}
        />
        {locationName !== undefined && (
          <Chip
            size="xs"
            radius="md"
            variant="outline"
            checked={search.allowed === 'true'}
            onChange={(checked) => onChange({ allowed: checked ? 'true' : undefined })}
            data-testid="catalog-allowed"
          >
            Allowed for {locationName}
          </Chip>
        )}
      </Group>
    </div>
  )
}
