import { expect, test } from 'vitest'
import { createClock } from './clock.ts'

const noon = new Date('2026-11-23T12:00:00.000Z')

test('a frozen clock moves only when it is told to', () => {
  const clock = createClock(noon)
  clock.advance(90_000)
  expect(clock.now().toISOString()).toBe('2026-11-23T12:01:30.000Z')
  clock.set(noon)
  expect(clock.now()).toEqual(noon)
})

test('a running clock keeps running from the instant it was set to', async () => {
  const clock = createClock('real')
  clock.set(noon)
  await new Promise((resolve) => setTimeout(resolve, 15))
  const passedMs = clock.now().getTime() - noon.getTime()
  expect(passedMs).toBeGreaterThanOrEqual(10)
  expect(passedMs).toBeLessThan(5_000)
})

test('freezing and running again loses no time and jumps nowhere', () => {
  const clock = createClock(noon)
  clock.run()
  expect(clock.isFrozen).toBe(false)
  expect(clock.now().getTime() - noon.getTime()).toBeLessThan(5_000)
  clock.freeze()
  const frozen = clock.now()
  expect(clock.now()).toEqual(frozen)
})

test('listeners hear of every move', () => {
  const clock = createClock(noon)
  let moves = 0
  clock.onAdvance(() => (moves += 1))
  clock.advance(1)
  clock.set(noon)
  expect(moves).toBe(2)
})

test('elapsed time grows with jumps forward and never goes back', () => {
  const clock = createClock(noon)
  const before = clock.elapsedMs()
  clock.advance(10_000)
  const after = clock.elapsedMs()
  clock.advance(-10_000)
  expect(after - before).toBeGreaterThanOrEqual(10_000)
  expect(clock.elapsedMs()).toBeGreaterThanOrEqual(after)
})

test('an instant that is none is refused', () => {
  expect(() => createClock(noon).set(new Date('nonsense'))).toThrow(RangeError)
})
