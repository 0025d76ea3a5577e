import { Anchor, Group, Table, Text } from '@mantine/core'
import { IconArticle } from '@tabler/icons-react'
import { Link, useNavigate } from '@tanstack/react-router'
import type { Overview } from '../../data/statistics.ts'
import { EmptyState } from '../../parts/empty-state.tsx'
import { formatInstant, formatNumber } from '../../parts/format.ts'
import { Panel } from '../../parts/panel.tsx'
import { PlatformTile } from '../../parts/platform-icon.tsx'
import { TagBadge } from '../../parts/tag-badge.tsx'
import classes from './overview.module.css'

type Posts = Overview['bestPosts']

/** The posts of the period that moved most people. */
export function BestPosts({ locationId, posts }: { locationId: string; posts: Posts }) {
  const most = Math.max(1, ...posts.map(engagementOf))
  return (
    <Panel
      title="Best posts"
      flush
      data-testid="best-posts"
      actions={
        <Anchor component={Link} to={`/locations/${locationId}/posts`} size="sm" fw={600}>
          View all
        </Anchor>
      }
    >
      {posts.length === 0 ? (
        <EmptyState icon={<IconArticle />} title="No post was published in these days">
          Choose a longer period to see what did well.
        </EmptyState>
      ) : (
        <Table.ScrollContainer
          minWidth={0}
          type="native"
          scrollAreaProps={{ tabIndex: 0, 'aria-label': 'Best posts' }}
        >
          <Table verticalSpacing={10} horizontalSpacing="sm" className={classes.table ?? ''} layout="fixed">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Post</Table.Th>
                <Table.Th className={classes.wide ?? ''} w="26%">
                  Tags
                </Table.Th>
                <Table.Th className={classes.wide ?? ''} w={90} ta="right">
                  Shares
                </Table.Th>
                <Table.Th w={132} ta="right">
                  Engagement
                </Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {posts.map((post) => (
                <Row key={post.id} locationId={locationId} post={post} most={most} />
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Panel>
  )
}

function Row({ locationId, post, most }: { locationId: string; post: Posts[number]; most: number }) {
  const navigate = useNavigate()
  const open = () =>
    void navigate({ to: '/locations/$locationId/posts', params: { locationId }, search: { post: post.id } })
  return (
    <Table.Tr className={classes.postRow ?? ''} onClick={open}>
      <Table.Td>
        <Link
          to="/locations/$locationId/posts"
          params={{ locationId }}
          search={{ post: post.id, sort: 'engagement' }}
          className={classes.postLink}
          onClick={(event) => event.stopPropagation()}
        >
          <PlatformTile platforms={post.platforms} />
          <span style={{ minWidth: 0 }}>
            <Text component="span" display="block" fw={600} truncate dir="auto">
              {post.summary || 'Post without text'}
            </Text>
            <Text component="span" display="block" size="xs" c="dimmed" truncate>
              {[post.accountName, post.publishedAt === null ? null : formatInstant(post.publishedAt)]
                .filter((part) => part !== null)
                .join(' · ')}
            </Text>
          </span>
        </Link>
      </Table.Td>
      <Table.Td className={classes.wide ?? ''}>
        <Group gap={5}>
          {post.tags.slice(0, 2).map((tag) => (
            <TagBadge key={tag.id} locationId={locationId} {...tag} />
          ))}
          {post.tags.length > 2 && (
            <Text component="span" size="xs" c="dimmed">
              +{post.tags.length - 2}
            </Text>
          )}
        </Group>
      </Table.Td>
      <Table.Td className={classes.wide ?? ''} ta="right">
        {formatNumber(post.shares)}
      </Table.Td>
      <Table.Td ta="right">
        <Group
          gap={10}
          justify="flex-end"
          wrap="nowrap"
          title={`${post.likes} likes, ${post.comments} comments, ${post.shares} shares`}
        >
          <span className={classes.bar} aria-hidden>
            <span style={{ width: `${(engagementOf(post) / most) * 100}%` }} />
          </span>
          <Text component="span" fw={600}>
            {formatNumber(engagementOf(post))}
          </Text>
        </Group>
      </Table.Td>
    </Table.Tr>
  )
}

const engagementOf = (post: Posts[number]) => post.likes + post.comments + post.shares
