import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { makeTestWorld } from '../../test/make-test-world.ts'
import { noValues, observeDay } from './daily-statistics.ts'
import { dayMs, dayNumberOf, weekdayOf } from './time.ts'

const { world, contentsOf } = makeTestWorld({ scale: 'full' })
const contents = contentsOf('Northgate')
const today = dayNumberOf(world.startedAt)
const accountOn = (platform: string) => {
  const account = contents.accounts.find((one) => one.platform === platform)
  if (account === undefined) throw new Error(`no account on ${platform}`)
  return account
}
const observe = (day: number, now: Date, platform = 'facebook') =>
  observeDay(world, contents, accountOn(platform), day, now)
/** Long after the last correction. */
const later = (day: number) => new Date((day + 30) * dayMs)

const anyDay = fc.integer({ min: world.firstStatisticsDay, max: today })

test('the same day looks the same whenever it is asked after the networks are done', () => {
  fc.assert(
    fc.property(anyDay, fc.integer({ min: 4, max: 2000 }), (day, age) => {
      expect(observe(day, new Date((day + age) * dayMs))).toEqual(observe(day, later(day)))
    }),
  )
})

test('values are whole, never negative, and reach never exceeds impressions', () => {
  fc.assert(
    fc.property(anyDay, fc.integer({ min: -48, max: 200 }), (day, hours) => {
      const values = observe(day, new Date(day * dayMs + hours * 3_600_000))
      for (const value of Object.values(values)) {
        expect(Number.isInteger(value) && value >= 0).toBe(true)
      }
      expect(values.reach).toBeLessThanOrEqual(values.impressions)
    }),
  )
})

test('the day before yesterday still grows, and some days are taken back a little', () => {
  const days = Array.from({ length: 100 }, (_, index) => today - 110 + index)
  const steps = days.map((day) => {
    const early = observe(day, new Date((day + 1) * dayMs)).impressions
    const late = observe(day, new Date((day + 3.9) * dayMs)).impressions
    return { early, late, final: observe(day, later(day)).impressions }
  })
  expect(steps.filter(({ early, late }) => late > early).length).toBeGreaterThan(90)
  const takenBack = steps.filter(({ late, final }) => final < late).length
  expect(takenBack).toBeGreaterThan(8)
  expect(takenBack).toBeLessThan(35)
})

test('between two reports of the networks nothing moves', () => {
  const start = new Date((today - 1) * dayMs + 6 * 3_600_000)
  const soon = new Date(start.getTime() + 5 * 3_600_000)
  expect(observe(today - 1, soon)).toEqual(observe(today - 1, start))
})

test('days before the first and days that have not begun are empty', () => {
  expect(observe(world.firstStatisticsDay - 1, world.startedAt)).toEqual(noValues)
  expect(observe(today + 1, world.startedAt)).toEqual(noValues)
})

test('LinkedIn is busy in the middle of the week and quiet on Sundays', () => {
  const averageOn = (weekday: number) => {
    const days = Array.from({ length: 390 }, (_, index) => today - 391 + index).filter(
      (day) => weekdayOf(day) === weekday,
    )
    return days.reduce((sum, day) => sum + observe(day, later(day), 'linkedin').impressions, 0) / days.length
  }
  expect(averageOn(3)).toBeGreaterThan(1.8 * averageOn(0))
})

test('a year has peaks and the odd day on which nothing was counted', () => {
  const year = Array.from(
    { length: 395 },
    (_, index) => observe(today - 400 + index, later(today)).impressions,
  )
  const median = year.toSorted((a, b) => a - b)[Math.floor(year.length / 2)] ?? 0
  expect(Math.max(...year)).toBeGreaterThan(2 * median)
  expect(year.filter((value) => value === 0).length).toBeGreaterThan(0)
})

test('followers grow over the year', () => {
  const first = observe(world.firstStatisticsDay, later(today)).followers
  expect(observe(today, later(today)).followers).toBeGreaterThan(first * 1.02)
})

test('a world started later tells the same of days gone by', () => {
  const other = makeTestWorld({ scale: 'full', at: new Date(world.startedAt.getTime() + 3 * dayMs) })
  const northgate = other.contentsOf('Northgate')
  const [account] = northgate.accounts
  const days = Array.from({ length: 300 }, (_, index) => today - 300 + index)
  const told = (day: number) => ({ ...observe(day, later(today)), posts: 0 })
  const retold = (day: number) =>
    account && { ...observeDay(other.world, northgate, account, day, later(today)), posts: 0 }
  const same = days.filter((day) => JSON.stringify(told(day)) === JSON.stringify(retold(day)))
  expect(same.length).toBeGreaterThan(285)
})

test('an account without the permission, a LinkedIn person and a TikTok person report nothing', () => {
  const dentist = contentsOf('Cedar Lane')
  const photographer = contentsOf('Lumen')
  const cafe = contentsOf('مقهى')
  for (const [place, platform] of [
    [dentist, 'linkedin'],
    [photographer, 'linkedin'],
    [cafe, 'tiktok'],
  ] as const) {
    const account = place.accounts.find((one) => one.platform === platform)
    expect(account && observeDay(world, place, account, today - 10, later(today))).toEqual(noValues)
  }
})
