import { describe, expect, it } from 'vitest'
import { describeCron, readCron, writeCron } from './cron-words.ts'
import { describeCondition, readCondition, readValue, writeCondition } from './draft/condition.ts'
import { completionsFor, listSamplePaths, pathBeforeCaret } from './forms/sample-paths.ts'
import { triggerWords } from './trigger-words.ts'

describe('schedules', () => {
  it.each([
    ['0 * * * *', 'Every hour'],
    ['30 8 * * *', 'Every day at 08:30'],
    ['0 9 * * 1', 'Every Monday at 09:00'],
    ['0 9 * * 7', 'Every Sunday at 09:00'],
    ['0 9 * * 1-5', 'Monday to Friday at 09:00'],
    ['5 0 1 * *', 'On day 1 of every month at 00:05'],
    ['*/15 * * * *', 'Every 15 minutes'],
    ['0 9 * 1 1', 'At times “0 9 * 1 1”'],
    ['0 25 * * *', 'At times “0 25 * * *”'],
  ])('%s is %s', (cron, words) => expect(describeCron(cron)).toBe(words))

  it.each(['0 * * * *', '30 8 * * *', '0 9 * * 1', '0 9 * * 1-5', '5 0 1 * *'])(
    '%s is read and written alike',
    (cron) => expect(writeCron(readCron(cron)!)).toBe(cron),
  )
})

it('triggers are sentences', () => {
  expect(triggerWords({ type: 'event', events: ['post.published'] })).toBe('When a post is published')
  expect(triggerWords({ type: 'event', events: ['opportunity.stage_changed'] })).toBe(
    'When “opportunity stage changed” happens',
  )
  expect(triggerWords({ type: 'schedule', cron: '0 9 * * 1', timezone: 'Europe/London' })).toBe(
    'Every Monday at 09:00 (Europe/London)',
  )
})

describe('conditions', () => {
  const row = { field: 'event.data.status', is: 'equals', value: 'published' }
  it('of rows are rows, and groups of groups are not', () => {
    expect(readCondition(row)).toEqual({ mode: 'all', rows: [row] })
    expect(readCondition({ any: [row, { expression: 'true' }] })).toMatchObject({ mode: 'any' })
    expect(readCondition({ all: [{ any: [row] }] })).toBeUndefined()
    expect(writeCondition({ mode: 'any', rows: [row, row] })).toEqual({ any: [row, row] })
    expect(writeCondition({ mode: 'any', rows: [row] })).toEqual(row)
    expect(writeCondition({ mode: 'all', rows: [] })).toBeUndefined()
  })
  it('take numbers and lists from what is typed', () => {
    expect(readValue('at_least', '12')).toBe(12)
    expect(readValue('equals', '12')).toBe('12')
    expect(readValue('in', 'a, b,')).toEqual(['a', 'b'])
  })
  it('are sentences', () => {
    expect(describeCondition({ all: [row, { not: { field: 'a', is: 'exists' } }] })).toBe(
      'status is published and not (a is there)',
    )
  })
})

describe('completion', () => {
  const paths = listSamplePaths({ event: { id: 'e', data: { tagIds: ['t1'], 'odd name': 1 } }, steps: {} })
  it('goes one level at a time', () => {
    expect(completionsFor(paths, 'event.').map(({ path }) => path)).toEqual(['event.id', 'event.data'])
    expect(completionsFor(paths, 'event.data.').map(({ path }) => path)).toContain('event.data.`odd name`')
  })
  it('finds a name wherever it is', () => {
    expect(completionsFor(paths, 'tagIds').map(({ path }) => path)).toContain('event.data.tagIds')
  })
  it('is offered inside of braces only', () => {
    expect(pathBeforeCaret('Hello {{ event.da', 17)).toEqual({ start: 9, typed: 'event.da' })
    expect(pathBeforeCaret('Hello {{ a }} b', 15)).toBeUndefined()
    expect(pathBeforeCaret('{{ "say ev', 10)).toBeUndefined()
  })
})
