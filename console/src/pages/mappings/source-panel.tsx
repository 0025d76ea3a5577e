import type { MappingDefinition, MappingSample, MappingSource } from '@causeway/hub/contract'
import {
  ActionIcon,
  MultiSelect,
  Select,
  Skeleton,
  Stack,
  TagsInput,
  Text,
  TextInput,
  Tooltip,
} from '@mantine/core'
import { IconPlus, IconSearch } from '@tabler/icons-react'
import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { locationsQuery } from '../../data/locations.ts'
import { Panel } from '../../parts/panel.tsx'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import classes from './mappings.module.css'
import { typeName } from './field-types.ts'
import { sources } from './sources.ts'

type SourcePanelProps = {
  definition: MappingDefinition
  sample: UseQueryResult<MappingSample>
  onChange: (change: Partial<MappingDefinition>) => void
  onAdd: (path: string) => void
}

/** What kind of data a dragged path is. */
export const pathMime = 'application/x-mapping-path'

/** The records a mapping begins with, and every value they have, to be taken from here. */
export function SourcePanel({ definition, sample, onChange, onAdd }: SourcePanelProps) {
  const { data: locations = [] } = useQuery(locationsQuery)
  const [words, setWords] = useState('')
  const { source, locationIds } = definition
  const paths = (sample.data?.paths ?? []).filter(({ path }) =>
    path.toLowerCase().includes(words.toLowerCase()),
  )
  return (
    <Panel
      title="Source"
      description="Drag a value onto a field, or add it"
      flush
      data-testid="mapping-source-panel"
    >
      <Stack gap="sm" px={18} pb="sm">
        <Select
          label="Records"
          data={sources}
          value={source.kind}
          allowDeselect={false}
          onChange={(kind) => onChange({ source: { kind: kind as MappingSource['kind'] } })}
        />
        {source.kind === 'event' && (
          <TagsInput
            label="Types"
            placeholder="post.published, tag.*"
            value={source.eventTypes ?? []}
            onChange={(eventTypes) =>
              onChange({
                source: eventTypes.length === 0 ? { kind: 'event' } : { kind: 'event', eventTypes },
              })
            }
          />
        )}
        <MultiSelect
          label="Locations"
          placeholder={locationIds === null ? 'Every location' : ''}
          data={locations.map(({ id, name }) => ({ value: id, label: name }))}
          value={locationIds ?? []}
          onChange={(ids) => onChange({ locationIds: ids.length === 0 ? null : ids })}
          searchable
          clearable
        />
        <TextInput
          aria-label="Find a value"
          placeholder="Find a value"
          leftSection={<IconSearch size={15} />}
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
        />
      </Stack>
      {sample.isPending && <Skeleton h={200} mx={18} mb={18} role="status" aria-label="Loading records" />}
      {sample.isError && <ProblemNotice error={sample.error} onRetry={() => void sample.refetch()} />}
      {sample.isSuccess && sample.data.records.length === 0 && (
        <Text size="sm" c="dimmed" px={18} pb={18}>
          There are no records of this kind yet.
        </Text>
      )}
      <ul
        className={classes.paths}
        tabIndex={0}
        aria-label="Values of real records"
        data-testid="source-paths"
      >
        {paths.map(({ path, example, type, filled }) => (
          <li
            key={path}
            className={classes.path}
            draggable
            onDragStart={(event) => {
              event.dataTransfer.setData(pathMime, path)
              event.dataTransfer.effectAllowed = 'copy'
            }}
            data-path={path}
          >
            <div className={classes.pathText}>
              <Text size="sm" ff="monospace" fz={12.5} className="break-words">
                {path}
              </Text>
              <Text size="xs" c="dimmed" truncate dir="auto">
                {typeName(type)} · {filled === 0 ? 'always empty' : (JSON.stringify(example) ?? '')}
              </Text>
            </div>
            <Tooltip label="Add as a field">
              <ActionIcon variant="subtle" onClick={() => onAdd(path)} aria-label={`Add ${path} as a field`}>
                <IconPlus size={16} />
              </ActionIcon>
            </Tooltip>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
