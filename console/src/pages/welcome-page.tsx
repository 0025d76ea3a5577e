import { Button, Group, RingProgress, SimpleGrid, Stack, Text, Title } from '@mantine/core'
import { IconArrowRight, IconConfetti } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Location } from '@causeway/hub/contract'
import { isFilling, locationsQuery } from '../data/locations.ts'
import { countOf, formatNumber } from '../parts/format.ts'
import { useDocumentTitle } from '../parts/page-header.tsx'
import { PageSkeleton } from '../parts/page-skeleton.tsx'
import { Panel } from '../parts/panel.tsx'
import { ProblemNotice } from '../parts/problem-notice.tsx'
import { percentFilled, recordCount } from '../parts/stream-progress.ts'
import { StreamRows } from '../parts/stream-rows.tsx'
import { mostToShow } from '../shell/current-location.ts'
import { LocationProgress } from './welcome/location-progress.tsx'
import { WaitingForLocations } from './welcome/waiting-for-locations.tsx'

/** The first sync as it goes: every stream of every location, until there is something to see. */
export function WelcomePage() {
  const locations = useQuery(locationsQuery)
  useDocumentTitle('First sync')
  if (locations.isPending) return <PageSkeleton />
  if (locations.data === undefined) {
    return <ProblemNotice error={locations.error} onRetry={() => void locations.refetch()} />
  }
  const shown = mostToShow(locations.data)
  return (
    <Stack gap="lg">
      {shown === undefined ? <WaitingForLocations /> : <Progress locations={locations.data} main={shown} />}
    </Stack>
  )
}

function Progress({ locations, main }: { locations: Location[]; main: Location }) {
  // A suspended location cannot fill: the others do not wait for it.
  const going = locations.filter((location) => location.isFilled || isFilling(location))
  const percent =
    going.reduce((sum, location) => sum + percentFilled(location), 0) / Math.max(1, going.length)
  const records = locations.reduce((sum, location) => sum + recordCount(location), 0)
  const isDone = going.length > 0 && going.every(({ isFilled }) => isFilled)
  // Whichever location has statistics first shows them first.
  const ready =
    [main, ...locations].find(({ counts }) => counts.statisticDays > 0) ?? (isDone ? main : undefined)
  const others = locations.filter(({ id }) => id !== main.id)
  return (
    <>
      <Panel>
        <Group gap="xl" wrap="wrap">
          <RingProgress
            size={112}
            thickness={10}
            roundCaps
            transitionDuration={500}
            sections={[{ value: percent, color: isDone ? 'teal' : 'indigo' }]}
            label={
              <Text ta="center" fw={700} size="lg" className="numbers">
                {isDone ? <IconConfetti aria-label="Done" role="img" /> : `${Math.floor(percent)}%`}
              </Text>
            }
            aria-label={`${Math.floor(percent)} percent of the first sync`}
            role="img"
          />
          <div style={{ flex: 1, minWidth: 240 }}>
            <Title order={1}>{isDone ? 'Everything is here' : 'Your data is arriving'}</Title>
            <Text c="dimmed" mt={4} aria-live="polite" className="numbers">
              <b data-testid="records-stored">{formatNumber(records)}</b> records from{' '}
              {countOf(locations.length, 'location')} are in your database
              {isDone ? '.' : ' so far. You can look around while the rest arrives.'}
            </Text>
          </div>
          <Button
            size="md"
            component={Link}
            to={`/locations/${ready?.id ?? main.id}/overview`}
            disabled={ready === undefined}
            rightSection={<IconArrowRight size={18} />}
            data-testid="see-statistics"
          >
            See your statistics
          </Button>
        </Group>
      </Panel>
      <SimpleGrid cols={{ base: 1, lg: others.length > 0 ? 2 : 1 }}>
        <Panel title={<span dir="auto">{main.name}</span>} description="Stream by stream">
          <StreamRows streams={main.streams} />
        </Panel>
        {others.length > 0 && (
          <Panel title="Other locations" description="They fill at the same time, each at its own pace">
            <Stack gap={12}>
              {others.map((location) => (
                <LocationProgress key={location.id} location={location} />
              ))}
            </Stack>
          </Panel>
        )}
      </SimpleGrid>
    </>
  )
}
