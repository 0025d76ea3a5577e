import { Badge } from '@mantine/core'
import { postStatus } from './post-status.ts'

/** The state of a post, as a word beside a coloured dot. */
export function StatusBadge({ status, isDeleted = false }: { status: string; isDeleted?: boolean }) {
  const { label, colour } = isDeleted ? { label: 'Deleted', colour: 'gray' } : postStatus(status)
  return (
    <Badge
      variant="default"
      radius="xl"
      size="sm"
      leftSection={<span style={dotStyle(colour)} aria-hidden />}
      styles={{ root: { background: 'transparent' } }}
    >
      {label}
    </Badge>
  )
}

const dotStyle = (colour: string) => ({
  display: 'block',
  width: 6,
  height: 6,
  borderRadius: 3,
  background: `var(--mantine-color-${colour}-6)`,
})
