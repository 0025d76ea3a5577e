import type { Completeness, Location } from '@causeway/hub/contract'
import { Badge, Button, Group, Progress, Skeleton, Stack, Text } from '@mantine/core'
import { IconBuildingStore, IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { completenessQuery, useCheckCompleteness } from '../../data/inbox.ts'
import { locationsQuery } from '../../data/locations.ts'
import { EmptyState } from '../../parts/empty-state.tsx'
import { countOf, formatNumber } from '../../parts/format.ts'
import { Panel } from '../../parts/panel.tsx'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { RelativeTime } from '../../parts/relative-time.tsx'
import classes from './inbox.module.css'

/** How much of what changed the CRM told of, for each location; the rest the hub found by looking. */
export function CompletenessPanel() {
  const locations = useQuery(locationsQuery)
  return (
    <Panel
      flush
      title="Completeness"
      description="Of all changes of contacts, how many a webhook told of. The rest the hub found by looking, and made good"
      data-testid="completeness"
    >
      {locations.isPending && (
        <Stack p="md" role="status" aria-label="Loading the locations">
          <Skeleton h={44} />
          <Skeleton h={44} />
        </Stack>
      )}
      {locations.isError && locations.data === undefined && (
        <ProblemNotice
          error={locations.error}
          title="The locations could not be loaded"
          onRetry={() => void locations.refetch()}
        />
      )}
      {locations.data?.length === 0 && (
        <EmptyState
          icon={<IconBuildingStore />}
          title="No location is connected"
          action={
            <Button component={Link} to="/connections">
              Connect one
            </Button>
          }
        />
      )}
      <ul className={classes.keys}>
        {locations.data?.map((location) => (
          <LocationRow key={location.id} location={location} />
        ))}
      </ul>
    </Panel>
  )
}

function LocationRow({ location }: { location: Location }) {
  const completeness = useQuery(completenessQuery(location.id))
  const check = useCheckCompleteness(location.id)
  const { data } = completeness
  return (
    <li className={classes.key} data-testid="completeness-row">
      <div style={{ minWidth: 0, flex: 1 }}>
        <Group gap={8}>
          <Text fw={600} size="sm" dir="auto">
            {location.name}
          </Text>
          {data !== undefined && <Score score={data.score} />}
        </Group>
        {completeness.isPending && <Skeleton h={14} mt={6} w={240} role="status" aria-label="Loading" />}
        {completeness.isError && data === undefined && (
          <Text size="xs" c="var(--bad)" mt={2}>
            It could not be loaded; it is tried again by itself.
          </Text>
        )}
        {data !== undefined && <Details data={data} name={location.name ?? location.id} />}
        {check.isError && <ProblemNotice error={check.error} title="The hub could not look now" />}
      </div>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconSearch size={14} />}
        loading={check.isPending}
        onClick={() => check.mutate()}
        aria-label={`Look now for changes of ${location.name ?? location.id}`}
      >
        Look now
      </Button>
    </li>
  )
}

function Score({ score }: { score: number | null }) {
  if (score === null) {
    return (
      <Badge size="sm" color="gray">
        no changes yet
      </Badge>
    )
  }
  return (
    <Badge size="sm" color={score >= 0.99 ? 'teal' : score >= 0.9 ? 'yellow' : 'red'}>
      {percentOf(score)}
    </Badge>
  )
}

/** Never rounded up to a hundred: that would hide what was missed. */
const percentOf = (score: number): string => `${Math.floor(score * 1000) / 10}%`

function Details({ data, name }: { data: Completeness; name: string }) {
  const { score, announced, found, lastCheckedAt, sweep, error } = data
  return (
    <>
      {score !== null && (
        <Progress
          value={score * 100}
          color={score >= 0.99 ? 'teal' : score >= 0.9 ? 'yellow' : 'red'}
          size="sm"
          mt={6}
          maw={420}
          aria-label={`Completeness of ${name}`}
        />
      )}
      <Text size="xs" c="dimmed" mt={4} component="div">
        {score !== null &&
          `${countOf(announced, 'change')} told by webhooks, ${formatNumber(found)} found by looking, in 30 days · `}
        {lastCheckedAt === null ? (
          'not looked at yet'
        ) : (
          <>
            last looked <RelativeTime at={lastCheckedAt} />, at all but the last minute, whose webhooks may
            still come
          </>
        )}
        {sweep !== null && sweep.seen > 0 && sweep.seen < (sweep.total ?? 0) && (
          <>
            {' · '}all contacts: {formatNumber(sweep.seen)} of {countOf(sweep.total ?? 0, 'contact')} looked
            at
          </>
        )}
        {sweep !== null && sweep.finishedAt !== null && (
          <>
            {' · '}all contacts looked at <RelativeTime at={sweep.finishedAt} />
          </>
        )}
      </Text>
      {error !== null && (
        <Text size="xs" c="var(--bad)" mt={2} className="break-words">
          {error.message} {error.hint}
        </Text>
      )}
    </>
  )
}
