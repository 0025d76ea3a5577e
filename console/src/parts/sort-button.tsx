import { UnstyledButton } from '@mantine/core'
import { IconArrowDown, IconArrowsSort, IconArrowUp } from '@tabler/icons-react'
import classes from './sort-button.module.css'

type SortButtonProps = { label: string; direction: 'up' | 'down' | undefined; onClick: () => void }

/** The heading of a column that the list can be sorted by. */
export function SortButton({ label, direction, onClick }: SortButtonProps) {
  const Mark = direction === 'down' ? IconArrowDown : direction === 'up' ? IconArrowUp : IconArrowsSort
  return (
    <UnstyledButton
      className={classes.sort ?? ''}
      data-active={direction !== undefined || undefined}
      onClick={onClick}
    >
      {label}
      <Mark size={13} aria-hidden />
    </UnstyledButton>
  )
}
