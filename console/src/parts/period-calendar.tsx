import { DatePicker } from '@mantine/dates'
import '@mantine/dates/styles.css'
import { useState } from 'react'
import type { Days } from '../data/period.ts'

type PeriodCalendarProps = {
  period: Days
  coverage: { from: string; to: string }
  onChoose: (from: string, to: string) => void
}

/** Two days chosen on a calendar; loaded only when somebody opens it. */
export default function PeriodCalendar({ period, coverage, onChoose }: PeriodCalendarProps) {
  const [chosen, setChosen] = useState<[string | null, string | null]>([period.from, period.to])
  return (
    <DatePicker
      type="range"
      allowSingleDateInRange
      value={chosen}
      defaultDate={period.to}
      minDate={coverage.from}
      maxDate={coverage.to}
      onChange={([from, to]) => {
        setChosen([from, to])
        if (from !== null && to !== null) onChoose(from, to)
      }}
    />
  )
}
