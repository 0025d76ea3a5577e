import type { Page } from '@playwright/test'

interface LongTask {
  ms: number
  atMs: number
}

/** How evenly a page was drawn while something was done with it. */
export interface FrameReport {
  frames: number
  /** Share of the time's frames that came within the limit after the one before. */
  timelyShare: number
  longestFrameMs: number
  /** Longest piece of work that kept the page from answering; 0: none took 50 ms. */
  longestTaskMs: number
  /** All that took 50 ms or more, and when they began. */
  longTasks: LongTask[]
}

/** Watches a page's frames and long tasks while `work` goes on. */
export async function watchFrames(
  page: Page,
  timelyMs: number,
  work: () => Promise<void>,
): Promise<FrameReport> {
  // Runs in the page, which knows nothing of this file.
  await page.evaluate(`(() => {
    const watched = { frames: [], tasks: [], isOver: false, since: performance.now() }
    window.watchedFrames = watched
    new PerformanceObserver((list) => {
      for (const { duration, startTime } of list.getEntries())
        watched.tasks.push({ ms: Math.round(duration), atMs: Math.round(startTime - watched.since) })
    }).observe({ type: 'longtask' })
    let before
    const onFrame = (now) => {
      if (before !== undefined) watched.frames.push(now - before)
      before = now
      if (!watched.isOver) requestAnimationFrame(onFrame)
    }
    requestAnimationFrame(onFrame)
  })()`)
  await work()
  const { frames, tasks } = await page.evaluate<{ frames: number[]; tasks: LongTask[] }>(
    '(window.watchedFrames.isOver = true, window.watchedFrames)',
  )
  const timely = frames.filter((ms) => ms < timelyMs)
  return {
    frames: frames.length,
    timelyShare: timely.length / frames.length,
    longestFrameMs: Math.max(...frames),
    longestTaskMs: Math.max(0, ...tasks.map(({ ms }) => ms)),
    longTasks: tasks,
  }
}
