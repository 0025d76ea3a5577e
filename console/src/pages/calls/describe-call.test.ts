import { expect, test } from 'vitest'
import { callerName, callFiltersOf, countCallFilters } from './describe-call.ts'

test('the address becomes filters of the hub; the opened call is none', () => {
  const search = { q: 'sms', location: 'l', since: 'hour', call: 'c' } as const
  expect(callFiltersOf(search)).toEqual({ q: 'sms', locationId: 'l', since: 3_600_000 })
  expect(countCallFilters(search)).toBe(3)
})

test('a caller without a name is told by where it came in', () => {
  const caller = { kind: 'hub', id: null, name: '' }
  expect(callerName({ caller, surface: 'sync' })).toBe('Sync')
  expect(callerName({ caller: { ...caller, name: 'Website' }, surface: 'v1' })).toBe('Website')
})
