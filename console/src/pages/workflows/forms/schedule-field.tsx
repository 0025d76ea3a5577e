import { Group, Select, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { clock, describeCron, readCron, type SimpleSchedule, weekdays, writeCron } from '../cron-words.ts'
import { timeZones } from './time-zones.ts'

type ScheduleFieldProps = {
  cron: string
  timezone: string
  errors: Record<string, string>
  onCron: (cron: string) => void
  onTimezone: (zone: string) => void
}

const everys = [
  { value: 'hour', label: 'Every hour' },
  { value: 'day', label: 'Every day' },
  { value: 'weekday', label: 'Monday to Friday' },
  { value: 'week', label: 'Every week' },
  { value: 'month', label: 'Every month' },
  { value: 'cron', label: 'Other times (cron)' },
]

/** When it starts: from a form while that can say it, else as cron. */
export function ScheduleField({ cron, timezone, errors, onCron, onTimezone }: ScheduleFieldProps) {
  const schedule = readCron(cron)
  const [isCron, setCron] = useState(schedule === undefined)
  const every = isCron || schedule === undefined ? 'cron' : schedule.every
  const choose = (next: string | null) => {
    if (next === null) return
    setCron(next === 'cron')
    if (next !== 'cron') onCron(writeCron(beginning(next, schedule)))
  }
  return (
    <Stack gap="sm">
      <Select label="How often" allowDeselect={false} data={everys} value={every} onChange={choose} />
      <Group grow align="flex-start">
        {every === 'week' && schedule?.every === 'week' && (
          <Select
            label="On"
            allowDeselect={false}
            data={weekdays}
            value={String(schedule.day)}
            onChange={(day) => onCron(writeCron({ ...schedule, day: Number(day) }))}
          />
        )}
        {every === 'month' && schedule?.every === 'month' && (
          <Select
            label="On day"
            allowDeselect={false}
            data={Array.from({ length: 28 }, (_, place) => String(place + 1))}
            value={String(schedule.date)}
            onChange={(date) => onCron(writeCron({ ...schedule, date: Number(date) }))}
          />
        )}
        {every !== 'cron' && every !== 'hour' && schedule !== undefined && schedule.every !== 'hour' && (
          <TextInput
            label="At"
            type="time"
            value={clock(schedule)}
            onChange={(event) => {
              const [hour, minute] = event.currentTarget.value.split(':').map(Number)
              if (hour === undefined || minute === undefined || Number.isNaN(hour + minute)) return
              onCron(writeCron({ ...schedule, hour, minute }))
            }}
          />
        )}
      </Group>
      {every === 'cron' && (
        <TextInput
          label="Cron"
          description="Minute, hour, day, month, weekday"
          placeholder="0 9 * * 1"
          value={cron}
          onChange={(event) => onCron(event.currentTarget.value)}
          error={errors['cron']}
        />
      )}
      <Select
        label="Time zone"
        searchable
        allowDeselect={false}
        data={timeZones()}
        limit={80}
        value={timezone}
        onChange={(zone) => zone !== null && onTimezone(zone)}
        error={errors['timezone']}
      />
      <Text size="xs" c="dimmed">
        {describeCron(cron)}, {timezone.replaceAll('_', ' ')}
      </Text>
    </Stack>
  )
}

/** The same time in another rhythm. */
function beginning(every: string, before: SimpleSchedule | undefined): SimpleSchedule {
  const minute = before?.minute ?? 0
  const hour = before !== undefined && 'hour' in before ? before.hour : 9
  switch (every) {
    case 'hour':
      return { every, minute }
    case 'day':
    case 'weekday':
      return { every, hour, minute }
    case 'month':
      return { every, date: 1, hour, minute }
    default:
      return { every: 'week', day: 1, hour, minute }
  }
}
