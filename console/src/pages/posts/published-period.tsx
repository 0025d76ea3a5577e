import { Button, CloseButton, Popover } from '@mantine/core'
import { IconCalendar } from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import { daysBetween, utcDay } from '../../data/period.ts'
import { formatDays } from '../../parts/format.ts'

const Calendar = lazy(() => import('../../parts/period-calendar.tsx'))

type PublishedPeriodProps = {
  from: string | undefined
  to: string | undefined
  onChange: (from: string | undefined, to: string | undefined) => void
}

/** Days the posts were shown or are planned on. */
export function PublishedPeriod({ from, to, onChange }: PublishedPeriodProps) {
  const [opened, setOpened] = useState(false)
  const isSet = from !== undefined && to !== undefined
  const now = Date.now()
  const chosen = isSet ? daysBetween(from, to) : daysBetween(utcDay(now), utcDay(now))
  return (
    <Popover opened={opened} onChange={setOpened} shadow="lg" trapFocus returnFocus>
      <Popover.Target>
        <Button.Group>
          <Button
            variant={isSet ? 'light' : 'default'}
            leftSection={<IconCalendar size={16} stroke={1.7} />}
            onClick={() => setOpened((open) => !open)}
            fullWidth
            justify="flex-start"
            fw={isSet ? 600 : 400}
            {...(isSet ? {} : { c: 'var(--mantine-color-placeholder)' })}
          >
            {isSet ? formatDays(from, to) : 'Any day'}
          </Button>
          {isSet && (
            <CloseButton size={36} aria-label="Any day" onClick={() => onChange(undefined, undefined)} />
          )}
        </Button.Group>
      </Popover.Target>
      <Popover.Dropdown>
        <Suspense fallback={<div style={{ width: 250, height: 280 }} />}>
          <Calendar
            period={chosen}
            coverage={{ from: '2010-01-01', to: utcDay(now + 366 * 86_400_000) }}
            onChoose={(first, last) => {
              const days = daysBetween(first, last)
              onChange(days.from, days.to)
              setOpened(false)
            }}
          />
        </Suspense>
      </Popover.Dropdown>
    </Popover>
  )
}
