import type { Forecast } from '@causeway/hub/contract'
import { Button, Group, Skeleton, Stack, Table, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconRefresh } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { forecastQuery } from '../../data/calls.ts'
import { useSyncNow } from '../../data/locations.ts'
import { formatNumber } from '../../parts/format.ts'
import { Panel } from '../../parts/panel.tsx'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { streamLabels } from '../../parts/streams.tsx'
import classes from './limits.module.css'

/** What looking at everything again would cost, before anybody starts it. */
export function ForecastPanel({ location }: { location: { id: string; name: string } }) {
  const forecast = useQuery(forecastQuery(location.id))
  const sync = useSyncNow()
  const start = () =>
    sync.mutate(
      { locationId: location.id, full: true },
      {
        onSuccess: () =>
          notifications.show({ message: `${location.name} is being synced in full.`, color: 'teal' }),
      },
    )
  return (
    <Panel
      title="A full sync"
      description={location.name}
      actions={
        <Button
          size="xs"
          variant="light"
          leftSection={<IconRefresh size={14} />}
          loading={sync.isPending}
          onClick={start}
          data-testid="sync-now"
        >
          Sync now
        </Button>
      }
      data-testid="forecast"
    >
      {forecast.isPending && <Skeleton h={120} role="status" aria-label="Loading the forecast" />}
      {forecast.isError && (
        <ProblemNotice
          error={forecast.error}
          title="The forecast could not be made"
          onRetry={() => void forecast.refetch()}
        />
      )}
      {forecast.data !== undefined && <Shown forecast={forecast.data} />}
      {sync.isError && <ProblemNotice error={sync.error} title="The sync was not started" />}
    </Panel>
  )
}

function Shown({ forecast }: { forecast: Forecast }) {
  return (
    <Stack gap="sm">
      <Text data-testid="forecast-sentence">{forecast.sentence}</Text>
      <div className={classes.frame} tabIndex={0} role="region" aria-label="Calls by what is synced">
        <Table verticalSpacing={6} className={classes.table}>
          <Table.Tbody>
            {forecast.streams.map(({ stream, calls, basis }) => (
              <Table.Tr key={stream}>
                <Table.Td fw={550}>{(streamLabels as Record<string, string>)[stream] ?? stream}</Table.Td>
                <Table.Td c="dimmed">{basis}</Table.Td>
                <Table.Td ta="end" className="numbers">
                  {formatNumber(calls)}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
      {forecast.budget !== null && (
        <Group gap={6}>
          <Text size="xs" c="dimmed">
            The CRM allows {formatNumber(forecast.budget.burstLimit)} calls every{' '}
            {forecast.budget.burstIntervalMs / 1000} s and {formatNumber(forecast.budget.dailyLimit)} a day.
          </Text>
        </Group>
      )}
    </Stack>
  )
}
