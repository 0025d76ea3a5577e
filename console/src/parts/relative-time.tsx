import { Tooltip } from '@mantine/core'
import { formatInstant, formatRelative } from './format.ts'
import { useNow } from './use-now.ts'

/** How long ago (or until) an instant is; the instant itself on hover. */
export function RelativeTime({ at }: { at: string }) {
  const now = useNow()
  return (
    <Tooltip label={formatInstant(at)}>
      <time dateTime={at}>{formatRelative(at, now)}</time>
    </Tooltip>
  )
}
