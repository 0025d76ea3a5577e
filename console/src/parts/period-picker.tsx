import { Button, Popover, SegmentedControl, Stack } from '@mantine/core'
import { IconCalendar } from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import { daysBetween, lastDays, type Days, type PeriodSearch } from '../data/period.ts'
import { formatDays } from './format.ts'

const Calendar = lazy(() => import('./period-calendar.tsx'))

const choices = [7, 30, 90]

type PeriodPickerProps = {
  period: Days
  onChange: (search: PeriodSearch) => void
  /** First and last day there is something to show for. */
  coverage: { from: string; to: string } | null | undefined
  isCustom: boolean
}

/** 7, 30 or 90 days that ended yesterday, or any two days. */
export function PeriodPicker({ period, onChange, coverage, isCustom }: PeriodPickerProps) {
  const [opened, setOpened] = useState(false)
  return (
    <>
      <SegmentedControl
        aria-label="Period"
        data-testid="period"
        value={isCustom ? '' : String(period.count)}
        onChange={(days) => onChange({ days: Number(days) })}
        data={choices.map((days) => ({ value: String(days), label: `${days} days` }))}
      />
      <Popover opened={opened} onChange={setOpened} position="bottom-end" shadow="lg" trapFocus returnFocus>
        <Popover.Target>
          <Button
            variant={isCustom ? 'light' : 'default'}
            leftSection={<IconCalendar size={16} stroke={1.7} />}
            onClick={() => setOpened((open) => !open)}
            data-testid="custom-period"
          >
            {isCustom ? formatDays(period.from, period.to) : 'Custom'}
          </Button>
        </Popover.Target>
        <Popover.Dropdown>
          <Stack gap="xs">
            <Suspense fallback={<div style={{ width: 250, height: 280 }} />}>
              <Calendar
                period={period}
                coverage={coverage ?? lastDays(400, new Date())}
                onChoose={(from, to) => {
                  const days = daysBetween(from, to)
                  onChange({ from: days.from, to: days.to })
                  setOpened(false)
                }}
              />
            </Suspense>
          </Stack>
        </Popover.Dropdown>
      </Popover>
    </>
  )
}
