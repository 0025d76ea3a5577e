import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { collectWhenIdle } from './collect-when-idle.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('collects once after each busy time, and never in the middle of one', () => {
  let usage = 0
  let collected = 0
  const pass = (share: number) => {
    usage += share * 1_000_000
    vi.advanceTimersByTime(1000)
    return collected
  }
  const idle = collectWhenIdle({
    readUsage: () => usage,
    collect() {
      collected += 1
      usage += 500_000
    },
    lookEveryMs: 1000,
  })
  expect([pass(0.8), pass(0.5)]).toEqual([0, 0])
  expect([pass(0.02), pass(0.02), pass(0.05)]).toEqual([1, 1, 1])
  expect([pass(0.4), pass(0), pass(0)]).toEqual([1, 2, 2])
  idle.stop()
  expect([pass(0.9), pass(0)]).toEqual([2, 2])
})

it('leaves a process that can go on', async () => {
  vi.useRealTimers()
  const idle = collectWhenIdle({ readUsage: () => 0, lookEveryMs: 10 })
  await new Promise((resolve) => setTimeout(resolve, 100))
  idle.stop()
  expect(JSON.parse('{"still":"here"}')).toEqual({ still: 'here' })
})
