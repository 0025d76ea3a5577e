import { Link } from '@tanstack/react-router'
import { safeColour } from './safe-colour.ts'
import classes from './tag-badge.module.css'

type TagBadgeProps = { locationId: string; id: string; name: string; colour?: string | null | undefined }

/** A tag as a small link to its page, with the colour your app gave it. */
export function TagBadge({ locationId, id, name, colour }: TagBadgeProps) {
  return (
    <Link
      to="/locations/$locationId/tags/$tagId"
      params={{ locationId, tagId: id }}
      className={classes.tag}
      onClick={(event) => event.stopPropagation()}
    >
      <TagDot colour={colour} />
      <span dir="auto" className={classes.name}>
        {name}
      </span>
    </Link>
  )
}

/** The colour of a tag's details; a hollow ring where there is none. */
export function TagDot({ colour, size = 7 }: { colour?: string | null | undefined; size?: number }) {
  const shown = safeColour(colour)
  return (
    <span
      aria-hidden
      className={classes.dot}
      data-hollow={shown === undefined || undefined}
      style={{ width: size, height: size, ...(shown === undefined ? {} : { background: shown }) }}
    />
  )
}
