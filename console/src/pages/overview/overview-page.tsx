import { Anchor, SimpleGrid, Stack } from '@mantine/core'
import { IconFlask } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useLocationById } from '../../data/locations.ts'
import { readPeriod } from '../../data/period.ts'
import { accountsQuery } from '../../data/records.ts'
import { overviewQuery } from '../../data/statistics.ts'
import type { Measure } from '../../charts/shape-statistics.ts'
import { PageHeader } from '../../parts/page-header.tsx'
import { PeriodPicker } from '../../parts/period-picker.tsx'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { BestPosts } from './best-posts.tsx'
import { Freshness } from './freshness.tsx'
import { MeasureCards } from './measure-cards.tsx'
import { NothingYet } from './nothing-yet.tsx'
import classes from './overview.module.css'
import { OverviewSkeleton } from './overview-skeleton.tsx'
import { PlatformPanels } from './platform-panels.tsx'
import { TagsByEngagement } from './tags-by-engagement.tsx'
import { UpcomingPosts } from './upcoming-posts.tsx'

/** How a location does: the numbers, where they come from, and what brought them. */
export function OverviewPage() {
  const { locationId } = useParams({ from: '/signed-in/locations/$locationId/overview' })
  const search = useSearch({ from: '/signed-in/locations/$locationId/overview' })
  const navigate = useNavigate({ from: '/locations/$locationId/overview' })
  const location = useLocationById(locationId)
  const accounts = useQuery(accountsQuery(locationId))
  const period = readPeriod(search, new Date())
  const overview = useQuery(overviewQuery(locationId, period))
  const measure: Measure = search.measure ?? 'impressions'
  const shown = overview.data
  const isEmpty = shown !== undefined && shown.statistics.coverage === null

  return (
    <Stack gap="md">
      <PageHeader
        title="Overview"
        description={
          <Freshness
            accountCount={accounts.data?.filter(({ deletedAt }) => deletedAt === null).length}
            dataAsOf={shown?.statistics.dataAsOf ?? null}
            isRefreshing={overview.isFetching}
          />
        }
        actions={
          <PeriodPicker
            period={period}
            isCustom={search.from !== undefined}
            coverage={shown?.statistics.coverage}
            onChange={(chosen) =>
              void navigate({
                search: ({ measure }) => ({ ...chosen, ...(measure === undefined ? {} : { measure }) }),
              })
            }
          />
        }
      />
      {location?.environment === 'simulator' && <SimulatorBanner />}
      {overview.isError && (
        <ProblemNotice
          error={overview.error}
          title="The statistics could not be loaded"
          onRetry={() => void overview.refetch()}
        />
      )}
      {overview.isPending && <OverviewSkeleton />}
      {isEmpty && location !== undefined && <NothingYet location={location} />}
      {shown !== undefined && !isEmpty && (
        <div className={classes.content} data-stale={overview.isPlaceholderData || undefined}>
          <MeasureCards
            overview={shown}
            measure={measure}
            onChoose={(chosen) =>
              void navigate({ search: (before) => ({ ...before, measure: chosen }), replace: true })
            }
          />
          <PlatformPanels statistics={shown.statistics} measure={measure} />
          <div className={classes.split}>
            <BestPosts locationId={locationId} posts={shown.bestPosts} />
            <SimpleGrid cols={{ base: 1, sm: 2, lg: 1 }} spacing="md">
              <TagsByEngagement locationId={locationId} tags={shown.tags} />
              <UpcomingPosts locationId={locationId} posts={shown.upcoming} />
            </SimpleGrid>
          </div>
        </div>
      )}
    </Stack>
  )
}

function SimulatorBanner() {
  return (
    <div className={classes.banner} role="note" data-testid="simulator-banner">
      <IconFlask size={18} stroke={1.7} aria-hidden />
      <span>These numbers come from the simulator. They behave like a real CRM, but nobody posted them.</span>
      <Anchor component={Link} to="/connections" size="sm" fw={600}>
        Connect your CRM
      </Anchor>
    </div>
  )
}
