import { Text, UnstyledButton } from '@mantine/core'
import type { Post } from '@causeway/hub/contract'
import { formatInstant, formatNumber } from '../../parts/format.ts'
import { PlatformTile } from '../../parts/platform-icon.tsx'
import { StatusBadge } from '../../parts/status-badge.tsx'
import { TagBadge } from '../../parts/tag-badge.tsx'
import type { NameBook } from './name-book.ts'
import classes from './posts.module.css'

type PostRowProps = { locationId: string; post: Post; names: NameBook; onOpen: () => void }

/** The cells of one post. */
export function PostRow({ locationId, post, names, onOpen }: PostRowProps) {
  return (
    <>
      <div role="cell">
        <UnstyledButton
          className={classes.post ?? ''}
          onClick={(event) => {
            event.stopPropagation()
            onOpen()
          }}
          data-testid="post-row"
        >
          <PlatformTile platforms={post.platforms} />
          <span style={{ minWidth: 0 }}>
            <Text component="span" fw={600} dir="auto" display="block" truncate>
              {post.summary || 'Post without text'}
            </Text>
            <Text component="span" size="xs" c="dimmed" display="block" truncate>
              {accountNames(post, names)}
            </Text>
          </span>
        </UnstyledButton>
      </div>
      <div role="cell" className={classes.tagsCell}>
        <div className={classes.tags}>
          {post.tagIds.slice(0, 3).map((id) => (
            <TagBadge
              key={id}
              locationId={locationId}
              id={id}
              name={names.tags.get(id)?.name ?? id}
              colour={names.tags.get(id)?.details?.colour}
            />
          ))}
        </div>
      </div>
      <div role="cell">
        <StatusBadge status={post.status} isDeleted={post.deletedAt !== null} />
      </div>
      <Text component="div" role="cell" size="sm" c="dimmed" className={classes.dayCell ?? ''}>
        {post.displayAt === null ? '–' : formatInstant(post.displayAt)}
      </Text>
      <Text component="div" role="cell" fw={600} className={classes.number ?? ''}>
        {post.insights === null
          ? '–'
          : formatNumber(post.insights.likes + post.insights.comments + post.insights.shares)}
      </Text>
    </>
  )
}

/** The names of the accounts a post is for, where the hub knows them. */
const accountNames = (post: Post, names: NameBook) =>
  post.accountIds
    .map((id) => names.accounts.get(id)?.name)
    .filter((name) => name !== undefined)
    .join(', ') || 'No account'
