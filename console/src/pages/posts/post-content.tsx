import { Alert, Anchor, Group, Stack, Text } from '@mantine/core'
import { IconAlertTriangle, IconExternalLink, IconFile, IconPhoto, IconVideo } from '@tabler/icons-react'
import type { Post } from '@causeway/hub/contract'
import { Link } from '@tanstack/react-router'
import { formatInstant, formatNumber } from '../../parts/format.ts'
import { PlatformIcon } from '../../parts/platform-icon.tsx'
import { TagBadge } from '../../parts/tag-badge.tsx'
import type { NameBook } from './name-book.ts'
import classes from './posts.module.css'

type PostContentProps = { locationId: string; post: Post; names: NameBook }

/** All that is known of a post, as it is or as it was. */
export function PostContent({ locationId, post, names }: PostContentProps) {
  return (
    <Stack gap="md">
      {post.error !== null && (
        <Alert color="red" icon={<IconAlertTriangle />} title="The network refused it" py={10}>
          {post.error}
        </Alert>
      )}
      <div className={classes.text} dir="auto" data-testid="post-text">
        {post.summary || <Text c="dimmed">This post has no text.</Text>}
      </div>
      {post.insights !== null && (
        <div className={classes.insights}>
          {(['likes', 'comments', 'shares'] as const).map((name) => (
            <div key={name} className={classes.insight}>
              <Text size="xs" c="dimmed" tt="capitalize">
                {name}
              </Text>
              <b className="numbers">{formatNumber(post.insights?.[name] ?? 0)}</b>
            </div>
          ))}
        </div>
      )}
      {post.media.length > 0 && (
        <div>
          {post.media.map((medium) => (
            <Medium key={medium.url} {...medium} />
          ))}
        </div>
      )}
      <Facts locationId={locationId} post={post} names={names} />
    </Stack>
  )
}

function Facts({ locationId, post, names }: PostContentProps) {
  const instants = [
    ['Written', post.createdAt],
    ['Scheduled', post.scheduledAt],
    ['Published', post.publishedAt],
    ['Deleted', post.deletedAt],
  ] as const
  return (
    <dl className={classes.facts}>
      <dt>Accounts</dt>
      <dd>
        <Stack gap={5}>
          {post.accountIds.length === 0 && 'none'}
          {post.accountIds.map((id) => (
            <Group key={id} gap={7} wrap="nowrap">
              <PlatformIcon platform={names.accounts.get(id)?.platform ?? ''} />
              <span dir="auto">{names.accounts.get(id)?.name ?? 'An account that is gone'}</span>
            </Group>
          ))}
        </Stack>
      </dd>
      <dt>Tags</dt>
      <dd>
        <Group gap={5}>
          {post.tagIds.length === 0 && 'none'}
          {post.tagIds.map((id) => (
            <TagBadge
              key={id}
              locationId={locationId}
              id={id}
              name={names.tags.get(id)?.name ?? id}
              colour={names.tags.get(id)?.details?.colour}
            />
          ))}
        </Group>
      </dd>
      {instants.map(
        ([label, at]) =>
          at !== null && (
            <Fact key={label} label={label}>
              <time dateTime={at}>{formatInstant(at)}</time>
            </Fact>
          ),
      )}
      {post.type !== null && <Fact label="Kind">{post.type}</Fact>}
      {post.approval !== null && <Fact label="Approval">{post.approval.replaceAll('_', ' ')}</Fact>}
      {post.parentPostId !== null && (
        <Fact label="Part of">
          <Anchor component={Link} to={`/locations/${locationId}/posts?post=${post.parentPostId}`} size="sm">
            a post for several accounts
          </Anchor>
        </Fact>
      )}
      <Fact label="Id">
        <Text component="code" size="xs" ff="monospace">
          {post.id}
        </Text>
      </Fact>
    </dl>
  )
}

function Fact({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </>
  )
}

/** Remote files are never loaded by themselves: only a person's click leaves this machine. */
function Medium({ url, type }: Post['media'][number]) {
  const Mark =
    type?.startsWith('video') === true ? IconVideo : type?.startsWith('image') === true ? IconPhoto : IconFile
  const address = webAddress(url)
  return (
    <div className={classes.media}>
      <Mark size={22} stroke={1.6} style={{ flexShrink: 0 }} aria-hidden />
      <div style={{ minWidth: 0, flex: 1 }}>
        <Text size="sm" fw={550} truncate>
          {address?.pathname.split('/').at(-1) || url}
        </Text>
        <Text size="xs" c="dimmed" truncate>
          {type ?? 'file'} {address !== undefined && `on ${address.host}`}
        </Text>
      </div>
      {address !== undefined && (
        <Anchor href={address.href} target="_blank" rel="noreferrer noopener" size="sm">
          Open <IconExternalLink size={13} style={{ verticalAlign: -2 }} aria-hidden />
        </Anchor>
      )}
    </div>
  )
}

/** Addresses come from outside: only web addresses become links. */
function webAddress(url: string): URL | undefined {
  try {
    const address = new URL(url)
    return address.protocol === 'https:' || address.protocol === 'http:' ? address : undefined
  } catch {
    return undefined
  }
}
