import { Text } from '@mantine/core'
import { useWindowVirtualizer } from '@tanstack/react-virtual'
import type { Post } from '@causeway/hub/contract'
import { useEffect, useRef } from 'react'
import { countOf } from '../../parts/format.ts'
import { SortButton } from '../../parts/sort-button.tsx'
import type { NameBook } from './name-book.ts'
import { PostRow } from './post-row.tsx'
import classes from './posts.module.css'

type Sort = 'newest' | 'oldest' | 'engagement'
type PostListProps = {
  locationId: string
  posts: Post[]
  names: NameBook
  sort: Sort
  onSort: (sort: Sort) => void
  onOpen: (postId: string) => void
  isStale: boolean
  hasMore: boolean
  isLoadingMore: boolean
  onMore: () => void
}

/** Any number of posts: only the rows in view exist, and more are asked for near the end. */
export function PostList(props: PostListProps) {
  const { locationId, posts, names, sort, onSort, onOpen, isStale, hasMore, isLoadingMore, onMore } = props
  const rows = useRef<HTMLDivElement>(null)
  const virtualizer = useWindowVirtualizer({
    count: posts.length,
    estimateSize: () => 67,
    overscan: 8,
    scrollMargin: rows.current?.offsetTop ?? 0,
    getItemKey: (index) => posts[index]?.id ?? index,
  })
  const items = virtualizer.getVirtualItems()
  const lastShown = items.at(-1)?.index ?? 0
  useEffect(() => {
    if (hasMore && !isLoadingMore && lastShown >= posts.length - 12) onMore()
  }, [hasMore, isLoadingMore, lastShown, posts.length, onMore])

  return (
    <>
      <div
        className={classes.table}
        role="table"
        aria-label="Posts"
        aria-rowcount={hasMore ? -1 : posts.length + 1}
        data-stale={isStale || undefined}
        data-testid="post-list"
      >
        <div role="rowgroup">
          <div role="row" className={classes.head}>
            <span role="columnheader">Post</span>
            <span role="columnheader" className={classes.tagsCell}>
              Tags
            </span>
            <span role="columnheader" className={classes.statusHead}>
              Status
            </span>
            <span
              role="columnheader"
              aria-sort={sort === 'newest' ? 'descending' : sort === 'oldest' ? 'ascending' : 'none'}
            >
              <SortButton
                label="Day"
                direction={sort === 'newest' ? 'down' : sort === 'oldest' ? 'up' : undefined}
                onClick={() => onSort(sort === 'newest' ? 'oldest' : 'newest')}
              />
            </span>
            <span
              role="columnheader"
              className={classes.number}
              aria-sort={sort === 'engagement' ? 'descending' : 'none'}
            >
              <SortButton
                label="Engagement"
                direction={sort === 'engagement' ? 'down' : undefined}
                onClick={() => onSort(sort === 'engagement' ? 'newest' : 'engagement')}
              />
            </span>
          </div>
        </div>
        <div
          ref={rows}
          role="rowgroup"
          className={classes.rows}
          style={{ height: virtualizer.getTotalSize() }}
        >
          {items.map((item) => {
            const post = posts[item.index]
            return (
              post !== undefined && (
                <div
                  key={item.key}
                  ref={virtualizer.measureElement}
                  data-index={item.index}
                  role="row"
                  aria-rowindex={item.index + 2}
                  className={classes.row}
                  style={{ transform: `translateY(${item.start - virtualizer.options.scrollMargin}px)` }}
                  onClick={() => onOpen(post.id)}
                >
                  <PostRow locationId={locationId} post={post} names={names} onOpen={() => onOpen(post.id)} />
                </div>
              )
            )
          })}
        </div>
      </div>
      <Text size="xs" c="dimmed" ta="center" py={hasMore ? 12 : 0} aria-live="polite">
        {hasMore && (isLoadingMore ? 'Loading more…' : `${countOf(posts.length, 'post')} loaded`)}
      </Text>
    </>
  )
}
