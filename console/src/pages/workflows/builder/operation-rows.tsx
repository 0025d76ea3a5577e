import type { CatalogItem } from '@causeway/hub/contract'
import { Skeleton, Stack, Text, UnstyledButton } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { catalogQuery } from '../../../data/catalog.ts'
import { MethodBadge } from '../../../parts/method-badge.tsx'
import { ProblemNotice } from '../../../parts/problem-notice.tsx'
import { EntryMarks } from '../../catalog/entry-marks.tsx'
import { useCurrentLocation } from '../../../shell/current-location.ts'
import classes from './builder.module.css'

type OperationRowsProps = { words: string; onPick: (entry: CatalogItem) => void; most: number }

/** Operations of the catalog that fit the words, best first. */
export function OperationRows({ words, onPick, most }: OperationRowsProps) {
  const location = useCurrentLocation()
  const [settled] = useDebouncedValue(words.trim(), 120)
  const catalog = useQuery(catalogQuery(settled, location?.id))
  if (catalog.isPending) {
    return (
      <Stack role="status" aria-label="Loading the catalog">
        {[1, 2, 3, 4].map((row) => (
          <Skeleton key={row} h={40} />
        ))}
      </Stack>
    )
  }
  if (catalog.isError) {
    return (
      <ProblemNotice
        error={catalog.error}
        title="The catalog could not be loaded"
        onRetry={() => void catalog.refetch()}
      />
    )
  }
  const found = catalog.data.filter(({ kind, isWithheld }) => kind === 'operation' && !isWithheld)
  if (found.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        The CRM can do nothing of that name.
      </Text>
    )
  }
  return (
    <ul className={classes.choices} aria-label="Operations of the CRM">
      {found.slice(0, most).map((entry) => (
        <li key={entry.id}>
          <UnstyledButton
            className={classes.choice ?? ''}
            onClick={() => onPick(entry)}
            data-testid="operation-choice"
            data-id={entry.id}
          >
            {entry.method !== null && <MethodBadge method={entry.method} />}
            <span style={{ minWidth: 0, flex: 1 }}>
              <Text component="span" display="block" size="sm" fw={600} truncate>
                {entry.title}
              </Text>
              <Text component="span" display="block" size="xs" c="dimmed" truncate>
                {entry.moduleTitle} · {entry.summary}
              </Text>
            </span>
            <EntryMarks entry={entry} />
          </UnstyledButton>
        </li>
      ))}
    </ul>
  )
}
