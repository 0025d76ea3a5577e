import { Button, Skeleton, Stack } from '@mantine/core'
import { IconGauge } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import { quotaQuery } from '../../data/connections.ts'
import { locationsQuery } from '../../data/locations.ts'
import { EmptyState } from '../../parts/empty-state.tsx'
import { PageHeader } from '../../parts/page-header.tsx'
import { Panel } from '../../parts/panel.tsx'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { useCurrentLocation } from '../../shell/current-location.ts'
import { BudgetList } from './budget-list.tsx'
import { ForecastPanel } from './forecast-panel.tsx'
import classes from './limits.module.css'
import { SpendingPanel } from './spending-panel.tsx'

/** What the CRM allows, what is left of it, who spent it, and what a full sync would cost. */
export function LimitsPage() {
  const quotas = useQuery({ ...quotaQuery, refetchInterval: 3000 })
  const { data: locations = [] } = useQuery(locationsQuery)
  const location = useCurrentLocation()
  const names = useMemo(() => new Map(locations.map(({ id, name }) => [id, name])), [locations])
  return (
    <Stack gap="md">
      <PageHeader title="Limits" description="What the CRM allows, what is left of it, and who spent it" />
      {quotas.isError && quotas.data === undefined && (
        <ProblemNotice
          error={quotas.error}
          title="The limits could not be loaded"
          onRetry={() => void quotas.refetch()}
        />
      )}
      {quotas.isPending && <Skeleton h={180} radius="lg" role="status" aria-label="Loading the limits" />}
      {quotas.data !== undefined && (
        <Panel
          flush={quotas.data.length > 0}
          title="What is left"
          description="The CRM allows each location so many calls a day, and so many at once"
          data-testid="budgets"
        >
          {quotas.data.length === 0 ? (
            <EmptyState
              icon={<IconGauge />}
              title="Nothing has been asked of the CRM yet"
              action={
                <Button component={Link} to="/connections">
                  Connect a location
                </Button>
              }
            >
              The limits of a location appear with its first call.
            </EmptyState>
          ) : (
            <BudgetList quotas={quotas.data} currentId={location?.id} locationNames={names} />
          )}
        </Panel>
      )}
      <div className={classes.columns}>
        <SpendingPanel location={location} />
        {location !== undefined && <ForecastPanel key={location.id} location={location} />}
      </div>
    </Stack>
  )
}
