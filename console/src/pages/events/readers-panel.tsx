import type { EventReader } from '@causeway/hub/contract'
import { Badge, Button, Collapse, Group, Text } from '@mantine/core'
import { IconChevronDown, IconHistory } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { eventReadersQuery } from '../../data/event-readers.ts'
import { countOf, formatDuration, formatNumber } from '../../parts/format.ts'
import { Panel } from '../../parts/panel.tsx'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { RelativeTime } from '../../parts/relative-time.tsx'
import classes from './events.module.css'
import { RewindDialog } from './rewind-dialog.tsx'

/** Counted no further than this. */
const mostCounted = 10_000
/** Behind for longer than this is worth a look. */
const lateSeconds = 60

/** What reads the log, and whether it keeps up: a line when all is well, the readers when one wants attention. */
export function ReadersPanel() {
  const readers = useQuery(eventReadersQuery)
  const [isOpen, setOpen] = useState<boolean>()
  const [rewound, setRewound] = useState<EventReader>()
  if (readers.isError && readers.data === undefined) {
    return (
      <ProblemNotice
        error={readers.error}
        title="The readers of the log could not be loaded"
        onRetry={() => void readers.refetch()}
      />
    )
  }
  // Nothing reads the log of a new hub: a panel that says so would only be in the way.
  if (readers.data === undefined || readers.data.length === 0) return null
  const troubled = readers.data.filter(isTroubled)
  const opened = isOpen ?? troubled.length > 0
  return (
    <Panel
      flush
      title="What reads the log"
      description={summaryOf(readers.data, troubled)}
      actions={
        <Button
          size="xs"
          variant="subtle"
          rightSection={
            <IconChevronDown size={14} className={classes.chevron} data-open={opened || undefined} />
          }
          onClick={() => setOpen(!opened)}
          aria-expanded={opened}
          data-testid="toggle-readers"
        >
          {opened ? 'Hide' : 'Show'}
        </Button>
      }
      data-testid="readers"
    >
      <Collapse expanded={opened}>
        <ul className={classes.list}>
          {readers.data.map((reader) => (
            <ReaderRow key={reader.name} reader={reader} onRewind={() => setRewound(reader)} />
          ))}
        </ul>
      </Collapse>
      <RewindDialog reader={rewound} onClose={() => setRewound(undefined)} />
    </Panel>
  )
}

const isTroubled = ({ error, secondsBehind }: EventReader) => error !== null || secondsBehind > lateSeconds

function summaryOf(readers: EventReader[], troubled: EventReader[]): string {
  const count = countOf(readers.length, 'reader')
  if (troubled.length === 0) return `${count}, all up to date`
  return `${count}; ${troubled.map(({ name }) => name).join(', ')} ${troubled.length === 1 ? 'is' : 'are'} behind`
}

function ReaderRow({ reader, onRewind }: { reader: EventReader; onRewind: () => void }) {
  const { name, eventsBehind, secondsBehind, failures, error, retryAt, updatedAt } = reader
  return (
    <li className={classes.reader} data-testid="reader-row">
      <div style={{ minWidth: 0, flex: 1 }}>
        <Group gap={8}>
          <Text fw={600} size="sm">
            {name}
          </Text>
          <Badge size="sm" color={error !== null ? 'red' : isTroubled(reader) ? 'yellow' : 'teal'}>
            {error !== null ? 'fails' : isTroubled(reader) ? 'behind' : 'up to date'}
          </Badge>
        </Group>
        <Text size="xs" c="dimmed" mt={2} component="div">
          {eventsBehind === 0
            ? 'has read everything'
            : `${eventsBehind >= mostCounted ? `${formatNumber(mostCounted)} events or more` : countOf(eventsBehind, 'event')} to read, the oldest ${formatDuration(secondsBehind * 1000)} old`}
          {' · '}last moved <RelativeTime at={updatedAt} />
        </Text>
        {error !== null && (
          <Text size="xs" c="var(--bad)" mt={2} className="break-words" component="div">
            {countOf(failures, 'failure')}: {error}
            {retryAt !== null && (
              <>
                ; tries again <RelativeTime at={retryAt} />
              </>
            )}
          </Text>
        )}
      </div>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconHistory size={14} />}
        onClick={onRewind}
        aria-label={`Let ${name} read again`}
      >
        Read again…
      </Button>
    </li>
  )
}
