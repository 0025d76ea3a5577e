import { Anchor, Skeleton, Text } from '@mantine/core'
import { IconArticle } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { postsQuery } from '../../data/records.ts'
import { EmptyState } from '../../parts/empty-state.tsx'
import { formatInstant, formatNumber } from '../../parts/format.ts'
import { Panel } from '../../parts/panel.tsx'
import { PlatformTile } from '../../parts/platform-icon.tsx'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { StatusBadge } from '../../parts/status-badge.tsx'
import classes from './tags.module.css'

/** The posts with a tag that moved most people. */
export function TagPosts({ locationId, tagId }: { locationId: string; tagId: string }) {
  const posts = useInfiniteQuery(postsQuery(locationId, { tagId, sort: 'engagement' }))
  const shown = posts.data?.pages[0]?.items.slice(0, 8) ?? []
  return (
    <Panel
      title="Posts with this tag"
      flush
      data-testid="tag-posts"
      actions={
        <Anchor component={Link} to={`/locations/${locationId}/posts?tag=${tagId}`} size="sm" fw={600}>
          View all
        </Anchor>
      }
    >
      {posts.isError && <ProblemNotice error={posts.error} onRetry={() => void posts.refetch()} />}
      {posts.isPending && <Skeleton h={300} m="md" />}
      {posts.isSuccess && shown.length === 0 && (
        <EmptyState icon={<IconArticle />} title="No post has this tag" />
      )}
      <div style={{ paddingBottom: 8 }}>
        {shown.map((post) => (
          <Link
            key={post.id}
            to="/locations/$locationId/posts"
            params={{ locationId }}
            search={{ tag: tagId, post: post.id }}
            className={classes.postRow}
          >
            <PlatformTile platforms={post.platforms} />
            <span style={{ minWidth: 0, flex: 1 }}>
              <Text component="span" display="block" fw={550} truncate dir="auto">
                {post.summary || 'Post without text'}
              </Text>
              <Text component="span" display="block" size="xs" c="dimmed">
                {post.displayAt === null ? 'without a date' : formatInstant(post.displayAt)}
              </Text>
            </span>
            {post.insights === null ? (
              <StatusBadge status={post.status} />
            ) : (
              <Text component="span" fw={600} className="numbers">
                {formatNumber(post.insights.likes + post.insights.comments + post.insights.shares)}
              </Text>
            )}
          </Link>
        ))}
      </div>
    </Panel>
  )
}
