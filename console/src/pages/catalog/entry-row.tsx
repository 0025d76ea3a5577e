import type { CatalogItem } from '@causeway/hub/contract'
import { Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { CatalogSearch } from '../../search.ts'
import classes from './catalog.module.css'
import { AccessBadge, EntryMarks, KindBadge } from './entry-marks.tsx'

/** One entry as a link to its page. */
export function EntryRow({ entry, search }: { entry: CatalogItem; search: CatalogSearch }) {
  return (
    <Link
      to="/catalog/$entryId"
      params={{ entryId: entry.id }}
      search={search}
      className={classes.row}
      data-testid="catalog-row"
      data-id={entry.id}
    >
      <KindBadge entry={entry} />
      <span className={classes.words}>
        <Text
          component="span"
          fw={600}
          display="block"
          truncate
          td={entry.isDeprecated ? 'line-through' : undefined}
        >
          {entry.title}
        </Text>
        <Text component="span" size="xs" c="dimmed" display="block" truncate>
          {entry.summary}
        </Text>
      </span>
      <EntryMarks entry={entry} />
      <span className={classes.access}>{entry.access !== null && <AccessBadge access={entry.access} />}</span>
      <span className={classes.module}>{entry.moduleTitle}</span>
    </Link>
  )
}
