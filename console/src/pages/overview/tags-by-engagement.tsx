import { Anchor, Progress, Text } from '@mantine/core'
import { IconTags } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { Overview } from '../../data/statistics.ts'
import { EmptyState } from '../../parts/empty-state.tsx'
import { countOf, formatCompact } from '../../parts/format.ts'
import { Panel } from '../../parts/panel.tsx'
import { safeColour } from '../../parts/safe-colour.ts'
import { TagDot } from '../../parts/tag-badge.tsx'
import classes from './overview.module.css'

/** The tags whose posts moved most people in the period. */
export function TagsByEngagement({ locationId, tags }: { locationId: string; tags: Overview['tags'] }) {
  const most = Math.max(1, ...tags.map((tag) => tag.engagement))
  return (
    <Panel
      title="Tags by engagement"
      flush
      data-testid="tags-by-engagement"
      actions={
        <Anchor component={Link} to={`/locations/${locationId}/tags`} size="sm" fw={600}>
          View all
        </Anchor>
      }
    >
      {tags.length === 0 ? (
        <EmptyState icon={<IconTags />} title="No tagged posts in these days" />
      ) : (
        <ul className={classes.rows} style={{ paddingBottom: 10 }}>
          {tags.map((tag) => (
            <li key={tag.id}>
              <Link
                to="/locations/$locationId/tags/$tagId"
                params={{ locationId, tagId: tag.id }}
                className={classes.tagRow}
              >
                <span className={classes.tagLine}>
                  <TagDot colour={tag.colour} size={9} />
                  <Text component="span" size="sm" fw={550} truncate style={{ flex: 1 }} dir="auto">
                    {tag.name}
                  </Text>
                  <Text component="span" size="xs" c="dimmed" className="numbers">
                    {countOf(tag.posts, 'post')} · <b>{formatCompact(tag.engagement)}</b>
                  </Text>
                </span>
                <Progress
                  value={(tag.engagement / most) * 100}
                  size={5}
                  mt={6}
                  color={safeColour(tag.colour) ?? 'indigo'}
                  aria-label={`${tag.name}: engagement ${tag.engagement}`}
                />
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}
