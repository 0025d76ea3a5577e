import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createLog } from './log.ts'
import { repeatRegularly } from './repeat-regularly.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function start(work: (stopping: AbortSignal) => Promise<unknown>) {
  const lines: string[] = []
  const log = createLog({ level: 'warn', destination: { write: (line: string) => void lines.push(line) } })
  const regular = repeatRegularly({ work, firstAfterMs: 100, pauseMs: 1000, log, complaint: 'it failed' })
  regular.start()
  regular.start()
  return { regular, lines }
}

it('works once after a while and then after each pause, also when a round fails', async () => {
  const work = vi.fn(async () => {
    throw new Error('no disk')
  })
  const { regular, lines } = start(work)
  await vi.advanceTimersByTimeAsync(99)
  expect(work).toHaveBeenCalledTimes(0)
  await vi.advanceTimersByTimeAsync(1)
  expect(work).toHaveBeenCalledTimes(1)
  await vi.advanceTimersByTimeAsync(2000)
  expect(work).toHaveBeenCalledTimes(3)
  expect(lines.join('')).toContain('it failed')
  expect(lines.join('')).toContain('no disk')
  await regular.stop()
})

it('waits for the round under way when it stops, tells it, and begins no other', async () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  const heard: AbortSignal[] = []
  const work = vi.fn(async (stopping: AbortSignal) => {
    heard.push(stopping)
    await promise
  })
  const { regular } = start(work)
  await vi.advanceTimersByTimeAsync(100)
  let isStopped = false
  const stopped = regular.stop().then(() => (isStopped = true))
  await vi.advanceTimersByTimeAsync(10)
  expect([isStopped, heard[0]?.aborted]).toEqual([false, true])
  resolve()
  await stopped
  await vi.advanceTimersByTimeAsync(5000)
  expect(work).toHaveBeenCalledTimes(1)
})
