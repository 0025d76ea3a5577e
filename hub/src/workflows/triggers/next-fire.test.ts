import { describe, expect, it } from 'vitest'
import { checkSchedule, nextFire, nextTimeOfDay } from './next-fire.ts'

/** Every time a schedule comes between two instants. */
function fires(cron: string, timezone: string, from: string, to: string): string[] {
  const found: string[] = []
  let at = new Date(from)
  for (;;) {
    const next = nextFire({ cron, timezone }, at)
    if (next === undefined || next >= new Date(to)) return found
    found.push(next.toISOString())
    at = next
  }
}

describe('schedules over changes of clocks', () => {
  it('keep their time of day before and after', () => {
    expect(fires('0 9 * * *', 'Europe/Berlin', '2026-03-28T00:00:00Z', '2026-03-31T00:00:00Z')).toEqual([
      '2026-03-28T08:00:00.000Z',
      '2026-03-29T07:00:00.000Z',
      '2026-03-30T07:00:00.000Z',
    ])
  })

  it('come once on the day their time is skipped', () => {
    // In Berlin 02:00 becomes 03:00 on 29 March 2026.
    const found = fires('30 2 * * *', 'Europe/Berlin', '2026-03-28T12:00:00Z', '2026-03-30T12:00:00Z')
    expect(found).toHaveLength(2)
    expect(found[0]! >= '2026-03-29T01:00:00.000Z' && found[0]! <= '2026-03-29T01:30:00.000Z').toBe(true)
    expect(found[1]).toBe('2026-03-30T00:30:00.000Z')
  })

  it('come once on the day their time comes twice', () => {
    // In Berlin 03:00 becomes 02:00 on 25 October 2026.
    expect(fires('30 2 * * *', 'Europe/Berlin', '2026-10-24T12:00:00Z', '2026-10-26T12:00:00Z')).toHaveLength(
      2,
    )
    expect(
      fires('30 1 * * *', 'America/New_York', '2026-10-31T12:00:00Z', '2026-11-02T12:00:00Z'),
    ).toHaveLength(2)
  })

  it('go on every hour through both changes', () => {
    const spring = fires('0 * * * *', 'Europe/Berlin', '2026-03-28T23:30:00Z', '2026-03-29T05:30:00Z')
    expect(spring).toHaveLength(6)
    const autumn = fires('0 * * * *', 'Europe/Berlin', '2026-10-24T22:30:00Z', '2026-10-25T04:30:00Z')
    expect(autumn.length).toBeGreaterThanOrEqual(5)
    expect(new Set(autumn).size).toBe(autumn.length)
  })
})

describe('checking schedules', () => {
  const now = new Date('2026-01-01T00:00:00Z')
  it.each([
    ['61 * * * *', 'UTC', 'cron'],
    ['every day', 'UTC', 'cron'],
    ['0 0 30 2 *', 'UTC', 'cron'],
    ['0 9 * * *', 'Europe/Nowhere', 'timezone'],
  ])('refuses %s in %s at %s', (cron, timezone, field) => {
    expect(checkSchedule({ cron, timezone }, now)).toMatchObject({ field })
  })

  it('takes what comes', () => {
    expect(checkSchedule({ cron: '0 9 * * 1', timezone: 'Europe/Berlin' }, now)).toBeUndefined()
  })
})

it('a time of day is the next one in its time zone', () => {
  const after = new Date('2026-06-01T08:00:00Z')
  expect(nextTimeOfDay('09:00', 'Europe/Berlin', after)?.toISOString()).toBe('2026-06-02T07:00:00.000Z')
  expect(nextTimeOfDay('12:30', 'Europe/Berlin', after)?.toISOString()).toBe('2026-06-01T10:30:00.000Z')
  expect(nextTimeOfDay('25:00', 'UTC', after)).toBeUndefined()
})
