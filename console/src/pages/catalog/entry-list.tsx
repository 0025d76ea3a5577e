import type { CatalogItem } from '@causeway/hub/contract'
import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useImperativeHandle, useRef, type KeyboardEvent, type Ref } from 'react'
import type { CatalogSearch } from '../../search.ts'
import classes from './catalog.module.css'
import { EntryRow } from './entry-row.tsx'

export type EntryListHandle = { focusFirst: () => void }
type EntryListProps = {
  ref: Ref<EntryListHandle>
  entries: CatalogItem[]
  search: CatalogSearch
  isStale: boolean
  /** Up from the first row. */
  onLeaveUpwards: () => void
}

/** Every entry that was found; only the rows in view exist. Arrow keys walk, Enter opens. */
export function EntryList({ ref, entries, search, isStale, onLeaveUpwards }: EntryListProps) {
  const list = useRef<HTMLUListElement>(null)
  const wanted = useRef<number>(undefined)
  const virtualizer = useWindowVirtualizer({
    count: entries.length,
    estimateSize: () => 59,
    overscan: 10,
    scrollMargin: list.current?.offsetTop ?? 0,
    // The header and the search stay above the rows: a row scrolled to must not hide behind them.
    scrollPaddingStart: 170,
    scrollPaddingEnd: 24,
    getItemKey: (index) => entries[index]?.id ?? index,
  })
  const items = virtualizer.getVirtualItems()

  const rowAt = (index: number) => list.current?.querySelector<HTMLElement>(`[data-index="${index}"] a`)
  const focusRow = (index: number) => {
    const bound = Math.max(0, Math.min(entries.length - 1, index))
    wanted.current = bound
    virtualizer.scrollToIndex(bound)
    rowAt(bound)?.focus({ preventScroll: true })
  }
  // A row far away exists only after the list has scrolled there.
  useEffect(() => {
    const row = wanted.current === undefined ? undefined : rowAt(wanted.current)
    if (row === undefined || row === null) return
    row.focus({ preventScroll: true })
    wanted.current = undefined
  })
  useImperativeHandle(ref, () => ({ focusFirst: () => focusRow(0) }))

  const walk = (event: KeyboardEvent<HTMLUListElement>) => {
    const row = (event.target as HTMLElement).closest<HTMLElement>('[data-index]')
    if (row === null) return
    const index = Number(row.dataset['index'])
    const steps: Record<string, number> = {
      ArrowDown: index + 1,
      ArrowUp: index - 1,
      PageDown: index + 10,
      PageUp: Math.max(0, index - 10),
      Home: 0,
      End: entries.length - 1,
    }
    const next = steps[event.key]
    if (next === undefined) return
    event.preventDefault()
    if (next < 0) onLeaveUpwards()
    else focusRow(next)
  }

  return (
    <ul
      ref={list}
      className={classes.rows}
      style={{ height: virtualizer.getTotalSize() }}
      onKeyDown={walk}
      aria-label="Entries of the catalog"
      data-stale={isStale || undefined}
      data-testid="catalog-list"
    >
      {items.map((item) => {
        const entry = entries[item.index]
        return (
          entry !== undefined && (
            <li
              key={item.key}
              ref={virtualizer.measureElement}
              data-index={item.index}
              aria-setsize={entries.length}
              aria-posinset={item.index + 1}
              className={classes.item}
              style={{ transform: `translateY(${item.start - virtualizer.options.scrollMargin}px)` }}
            >
              <EntryRow entry={entry} search={search} />
            </li>
          )
        )
      })}
    </ul>
  )
}
