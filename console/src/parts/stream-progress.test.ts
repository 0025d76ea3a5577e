import type { Location, Stream } from '@causeway/hub/contract'
import { expect, test } from 'vitest'
import { percentDone, percentFilled } from './stream-progress.ts'

const aStream = (change: Partial<Stream>): Stream => ({
  stream: 'posts',
  state: 'waiting',
  done: 0,
  total: null,
  recordsStored: 0,
  firstSyncedAt: null,
  lastStartedAt: null,
  lastFinishedAt: null,
  lastChangedAt: null,
  nextRunAt: '',
  intervalMs: 15_000,
  error: null,
  ...change,
})

test('a running pass is as far as it says, and unknown without a total', () => {
  expect(percentDone(aStream({ state: 'running', done: 30, total: 120 }))).toBe(25)
  expect(percentDone(aStream({ state: 'running', done: 30 }))).toBeUndefined()
  expect(percentDone(aStream({ state: 'running', done: 130, total: 120 }))).toBe(100)
})

test('a pass over nothing is done', () => {
  expect(percentDone(aStream({ state: 'running', total: 0 }))).toBe(100)
})

test('a location is filled by its streams in equal parts, and a later pass does not empty it', () => {
  const streams = [
    aStream({ firstSyncedAt: 'x', state: 'running', done: 0, total: 10 }),
    aStream({ state: 'running', done: 5, total: 10 }),
  ]
  const location = { isFilled: false, streams } as unknown as Location
  expect(percentFilled(location)).toBe(75)
  expect(percentFilled({ ...location, isFilled: true })).toBe(100)
})
