import { Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useWindowVirtualizer } from '@tanstack/react-virtual'
import type { Tag } from '@causeway/hub/contract'
import { useRef } from 'react'
import { formatNumber } from '../../parts/format.ts'
import { RelativeTime } from '../../parts/relative-time.tsx'
import { SortButton } from '../../parts/sort-button.tsx'
import { safeColour } from '../../parts/safe-colour.ts'
import { TagDot } from '../../parts/tag-badge.tsx'
import { tagEngagement, type Direction, type TagSort } from './sort-tags.ts'
import classes from './tags.module.css'

type TagTableProps = {
  locationId: string
  tags: Tag[]
  sort: TagSort
  direction: Direction
  onSort: (sort: TagSort) => void
}

const columns: { sort: TagSort; label: string; className?: string | undefined }[] = [
  { sort: 'name', label: 'Tag' },
  { sort: 'posts', label: 'Posts' },
  { sort: 'engagement', label: 'Engagement', className: classes.number },
  { sort: 'lastUsed', label: 'Last used', className: classes.wide },
]

/** Any number of tags, with their use as bars; only the rows in view exist. */
export function TagTable({ locationId, tags, sort, direction, onSort }: TagTableProps) {
  const rows = useRef<HTMLDivElement>(null)
  const virtualizer = useWindowVirtualizer({
    count: tags.length,
    estimateSize: () => 57,
    overscan: 10,
    scrollMargin: rows.current?.offsetTop ?? 0,
    getItemKey: (index) => tags[index]?.id ?? index,
  })
  const most = Math.max(1, ...tags.map((tag) => tag.usage.posts))
  return (
    <div
      className={classes.table}
      role="table"
      aria-label="Tags"
      aria-rowcount={tags.length + 1}
      data-testid="tag-table"
    >
      <div role="rowgroup">
        <div role="row" className={classes.head}>
          {columns.map((column) => (
            <span
              key={column.sort}
              role="columnheader"
              className={column.className}
              aria-sort={column.sort !== sort ? 'none' : direction === 'up' ? 'ascending' : 'descending'}
            >
              <SortButton
                label={column.label}
                direction={column.sort === sort ? direction : undefined}
                onClick={() => onSort(column.sort)}
              />
            </span>
          ))}
        </div>
      </div>
      <div ref={rows} role="rowgroup" className={classes.rows} style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map((item) => {
          const tag = tags[item.index]
          return (
            tag !== undefined && (
              <div
                key={item.key}
                ref={virtualizer.measureElement}
                data-index={item.index}
                role="row"
                aria-rowindex={item.index + 2}
                className={classes.row}
                style={{ transform: `translateY(${item.start - virtualizer.options.scrollMargin}px)` }}
              >
                <TagCells locationId={locationId} tag={tag} most={most} />
              </div>
            )
          )
        })}
      </div>
    </div>
  )
}

function TagCells({ locationId, tag, most }: { locationId: string; tag: Tag; most: number }) {
  const said = [tag.details?.campaign, tag.details?.description].filter(
    (part) => part !== undefined && part !== '',
  )
  return (
    <>
      <div role="cell">
        <Link
          to="/locations/$locationId/tags/$tagId"
          params={{ locationId, tagId: tag.id }}
          className={classes.tag}
          data-testid="tag-row"
        >
          <TagDot colour={tag.details?.colour} size={12} />
          <span style={{ minWidth: 0 }}>
            <Text component="span" display="block" fw={600} truncate dir="auto">
              {tag.name}
            </Text>
            {said.length > 0 && (
              <Text component="span" display="block" size="xs" c="dimmed" truncate dir="auto">
                {said.join(' · ')}
              </Text>
            )}
          </span>
        </Link>
      </div>
      <div role="cell" className={classes.use}>
        <span className="numbers">{formatNumber(tag.usage.posts)}</span>
        <span className={classes.bar} aria-hidden>
          <span
            style={{
              width: `${(tag.usage.posts / most) * 100}%`,
              background: safeColour(tag.details?.colour) ?? 'var(--accent)',
            }}
          />
        </span>
      </div>
      <div role="cell" className={classes.number}>
        {formatNumber(tagEngagement(tag))}
      </div>
      <Text component="div" role="cell" size="sm" c="dimmed" className={classes.wide ?? ''}>
        {tag.usage.lastUsedAt === null ? 'never' : <RelativeTime at={tag.usage.lastUsedAt} />}
      </Text>
    </>
  )
}
