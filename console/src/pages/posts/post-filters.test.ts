import { expect, test } from 'vitest'
import { changeSearch, countFilters, filtersOf, withoutFilters } from './post-filters.ts'

test('a period means whole UTC days, the last one included', () => {
  expect(filtersOf({ from: '2026-11-01', to: '2026-11-02' })).toMatchObject({
    from: '2026-11-01T00:00:00.000Z',
    to: '2026-11-02T23:59:59.999Z',
  })
})

test('a period counts as one filter; order and moment count as none', () => {
  expect(countFilters({ from: '2026-11-01', to: '2026-11-02', sort: 'oldest', asOf: 'x', post: 'p' })).toBe(1)
})

test('clearing keeps order and moment', () => {
  expect(withoutFilters({ tag: 't', text: 'x', sort: 'oldest', asOf: 'y', post: 'p' })).toEqual({
    sort: 'oldest',
    asOf: 'y',
  })
})

test('undefined takes a filter away', () => {
  expect(changeSearch({ tag: 't', text: 'x' }, { tag: undefined, status: 'draft' })).toEqual({
    text: 'x',
    status: 'draft',
  })
})
