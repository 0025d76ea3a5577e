import { Anchor, Breadcrumbs, Group, Skeleton, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import type { TagWithHistory } from '@causeway/hub/contract'
import { lazy, Suspense } from 'react'
import { tagQuery } from '../../data/records.ts'
import { formatNumber } from '../../parts/format.ts'
import { PageHeader } from '../../parts/page-header.tsx'
import { PageSkeleton } from '../../parts/page-skeleton.tsx'
import { Panel } from '../../parts/panel.tsx'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { RelativeTime } from '../../parts/relative-time.tsx'
import { TagDot } from '../../parts/tag-badge.tsx'
import { DetailsEditor } from './details-editor.tsx'
import { DetailsHistory } from './details-history.tsx'
import { TagPosts } from './tag-posts.tsx'
import classes from './tags.module.css'

const WeeksChart = lazy(() => import('../../charts/weeks-chart.tsx'))

/** One tag: how it is used week by week, its posts, and the details your app keeps about it. */
export function TagPage() {
  const { locationId, tagId } = useParams({ from: '/signed-in/locations/$locationId/tags/$tagId' })
  const tag = useQuery(tagQuery(locationId, tagId))
  if (tag.isPending) return <PageSkeleton />
  if (tag.data === undefined) {
    return (
      <ProblemNotice
        error={tag.error}
        title="This tag could not be loaded"
        onRetry={() => void tag.refetch()}
      />
    )
  }
  return (
    <Stack gap="md" key={tagId}>
      <Breadcrumbs separatorMargin={6}>
        <Anchor component={Link} to={`/locations/${locationId}/tags`} size="sm">
          Tags
        </Anchor>
        <Text size="sm" c="dimmed" dir="auto" truncate>
          {tag.data.name}
        </Text>
      </Breadcrumbs>
      <PageHeader
        documentTitle={tag.data.name}
        title={
          <Group gap={10} wrap="nowrap" component="span">
            <TagDot colour={tag.data.details?.colour} size={16} />
            <span dir="auto" className="break-words" data-testid="tag-name">
              {tag.data.name}
            </span>
          </Group>
        }
        description={
          tag.data.deletedAt === null ? tag.data.details?.description : 'This tag was deleted in the CRM.'
        }
      />
      <TagFacts tag={tag.data} />
      <div className={classes.columns}>
        <Stack gap="md">
          <Panel title="Use over time" description="Posts with this tag and their engagement, week by week">
            <Suspense fallback={<Skeleton h={250} radius="md" />}>
              <WeeksChart weeks={tag.data.weeks} />
            </Suspense>
          </Panel>
          <TagPosts locationId={locationId} tagId={tagId} />
        </Stack>
        <Stack gap="md">
          <DetailsEditor locationId={locationId} tag={tag.data} />
          <DetailsHistory locationId={locationId} tagId={tagId} />
        </Stack>
      </div>
    </Stack>
  )
}

function TagFacts({ tag: { usage } }: { tag: TagWithHistory }) {
  const numbers = [
    ['Posts', usage.posts],
    ['Published', usage.publishedPosts],
    ['Likes', usage.likes],
    ['Comments', usage.comments],
    ['Shares', usage.shares],
  ] as const
  return (
    <div className={classes.facts}>
      {numbers.map(([label, value]) => (
        <div key={label} className={classes.fact}>
          <Text size="sm" c="dimmed">
            {label}
          </Text>
          <b className="numbers">{formatNumber(value)}</b>
        </div>
      ))}
      <div className={classes.fact}>
        <Text size="sm" c="dimmed">
          Last used
        </Text>
        <b style={{ fontSize: '1.05rem', lineHeight: '1.95rem' }}>
          {usage.lastUsedAt === null ? 'never' : <RelativeTime at={usage.lastUsedAt} />}
        </b>
      </div>
    </div>
  )
}
