import { Text } from '@mantine/core'
import { IconCalendarTime } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { Overview } from '../../data/statistics.ts'
import { EmptyState } from '../../parts/empty-state.tsx'
import { formatInstant } from '../../parts/format.ts'
import { Panel } from '../../parts/panel.tsx'
import { PlatformTile } from '../../parts/platform-icon.tsx'
import { RelativeTime } from '../../parts/relative-time.tsx'
import classes from './overview.module.css'

/** What goes out next. */
export function UpcomingPosts({ locationId, posts }: { locationId: string; posts: Overview['upcoming'] }) {
  return (
    <Panel title="Coming up" flush data-testid="upcoming">
      {posts.length === 0 ? (
        <EmptyState icon={<IconCalendarTime />} title="Nothing is scheduled" />
      ) : (
        <ul className={classes.rows} style={{ paddingBottom: 10 }}>
          {posts.map((post) => (
            <li key={post.id}>
              <Link
                to="/locations/$locationId/posts"
                params={{ locationId }}
                search={{ post: post.id, status: 'scheduled' }}
                className={classes.upcomingRow}
              >
                <PlatformTile platforms={post.platforms} size={30} />
                <span style={{ minWidth: 0 }}>
                  <Text component="span" display="block" size="sm" fw={550} truncate dir="auto">
                    {post.summary || 'Post without text'}
                  </Text>
                  <Text
                    component="span"
                    display="block"
                    size="xs"
                    c="dimmed"
                    title={formatInstant(post.scheduledAt)}
                  >
                    {formatInstant(post.scheduledAt)} · <RelativeTime at={post.scheduledAt} />
                  </Text>
                </span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}
