import { Badge } from '@mantine/core'
import { IconArrowDownRight, IconArrowUpRight, IconMinus } from '@tabler/icons-react'
import { formatChange } from './format.ts'

/** Change against the previous period: green up, red down, quiet where there is nothing to compare with. */
export function ChangeBadge({ percent }: { percent: number | null }) {
  if (percent === null) {
    return (
      <Badge color="gray" size="sm" title="There is no earlier period to compare with">
        new
      </Badge>
    )
  }
  const isFlat = Math.abs(percent) < 0.05
  const Arrow = isFlat ? IconMinus : percent > 0 ? IconArrowUpRight : IconArrowDownRight
  const word = isFlat ? 'unchanged' : percent > 0 ? 'up' : 'down'
  return (
    <Badge
      size="sm"
      px={6}
      color={isFlat ? 'gray' : percent > 0 ? 'teal' : 'red'}
      leftSection={<Arrow size={12} stroke={2.4} aria-hidden />}
      aria-label={`${word} ${formatChange(percent)}`}
      role="img"
      className="numbers"
    >
      {formatChange(percent)}
    </Badge>
  )
}
