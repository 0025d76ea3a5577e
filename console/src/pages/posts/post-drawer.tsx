import { Badge, Drawer, Group, Skeleton, Stack, Tabs, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { Post } from '@causeway/hub/contract'
import { postHistoryQuery, postQuery } from '../../data/records.ts'
import { formatInstant } from '../../parts/format.ts'
import { PlatformTile } from '../../parts/platform-icon.tsx'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { StatusBadge } from '../../parts/status-badge.tsx'
import { useLastDefined } from '../../parts/use-last-defined.ts'
import type { NameBook } from './name-book.ts'
import { PostContent } from './post-content.tsx'
import { PostVersions } from './post-versions.tsx'

type PostDrawerProps = {
  locationId: string
  postId: string | undefined
  names: NameBook
  onClose: () => void
}

/** One post in full, and every version of it that the hub has seen. */
export function PostDrawer({ locationId, postId, names, onClose }: PostDrawerProps) {
  // While the drawer slides away it still shows what it showed.
  const shownId = useLastDefined(postId)
  return (
    <Drawer
      opened={postId !== undefined}
      onClose={onClose}
      size={560}
      title="Post"
      closeButtonProps={{ 'aria-label': 'Close the post' }}
      data-testid="post-drawer"
    >
      {shownId !== undefined && <PostBody locationId={locationId} postId={shownId} names={names} />}
    </Drawer>
  )
}

function PostBody({ locationId, postId, names }: { locationId: string; postId: string; names: NameBook }) {
  const post = useQuery(postQuery(locationId, postId))
  const history = useQuery(postHistoryQuery(locationId, postId))
  if (post.isPending) return <BodySkeleton />
  if (post.isError) {
    return (
      <ProblemNotice
        error={post.error}
        title="This post could not be loaded"
        onRetry={() => void post.refetch()}
      />
    )
  }
  const versions = history.data?.length ?? post.data.version
  return (
    <Stack>
      <PostTitle post={post.data} />
      <Tabs defaultValue="post" keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="post">Post</Tabs.Tab>
          <Tabs.Tab
            value="versions"
            data-testid="versions-tab"
            rightSection={
              <Badge size="sm" color="gray">
                {versions}
              </Badge>
            }
          >
            Versions
          </Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="post">
          <PostContent locationId={locationId} post={post.data} names={names} />
        </Tabs.Panel>
        <Tabs.Panel value="versions">
          {history.isError ? (
            <ProblemNotice error={history.error} onRetry={() => void history.refetch()} />
          ) : history.isPending ? (
            <BodySkeleton />
          ) : (
            <PostVersions locationId={locationId} post={post.data} versions={history.data} names={names} />
          )}
        </Tabs.Panel>
      </Tabs>
    </Stack>
  )
}

function PostTitle({ post }: { post: Post }) {
  return (
    <Group gap="sm">
      <PlatformTile platforms={post.platforms} size={40} />
      <div style={{ minWidth: 0 }}>
        <StatusBadge status={post.status} isDeleted={post.deletedAt !== null} />
        <Text size="sm" c="dimmed" mt={4}>
          {post.displayAt === null ? 'without a date' : formatInstant(post.displayAt)}
        </Text>
      </div>
    </Group>
  )
}

function BodySkeleton() {
  return (
    <Stack role="status" aria-label="Loading the post">
      <Skeleton h={40} w={200} />
      <Skeleton h={130} radius="md" />
      <Skeleton h={70} radius="md" />
      <Skeleton h={160} radius="md" />
    </Stack>
  )
}
