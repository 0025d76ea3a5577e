import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { findChromium } from '../../scripts/find-chromium.ts'
import { launchFirstRun } from '../rig/first-run.ts'
import { readResidentMegabytes } from '../rig/resident-memory.ts'
import { startAsNewcomer } from '../rig/start-as-newcomer.ts'
import type { Figure, Measurement } from './measurement.types.ts'

const withinSeconds = 60
const withinMegabytes = 300
const idleMs = 60_000

export const startToStatistics: Measurement = {
  name: 'start-to-statistics',
  question: 'How long from npm start to the first statistics in a browser, and how much memory idle?',
  limitMs: 10 * 60_000,
  async measure({ say }) {
    const chromiumPath = findChromium()
    if (chromiumPath === undefined) {
      say('NOT RUN: there is no Chromium on this machine.')
      return []
    }
    await using stack = new AsyncDisposableStack()
    const home = mkdtempSync(join(tmpdir(), 'causeway-bench-home-'))
    stack.defer(() => rmSync(home, { recursive: true, force: true }))
    const startedAt = performance.now()
    const house = await startAsNewcomer(home)
    stack.defer(() => house.stop())
    const readySeconds = (performance.now() - startedAt) / 1000
    say(`ready after ${readySeconds.toFixed(1)} s, now in the browser …`)
    const browser = await launchFirstRun(chromiumPath)
    try {
      await browser.run(house.setupLink)
    } finally {
      await browser.close()
    }
    const seconds = (performance.now() - startedAt) / 1000
    say(`statistics after ${seconds.toFixed(1)} s, now idle …`)
    const { pid } = JSON.parse(readFileSync(join(home, '.causeway/running.json'), 'utf8')) as { pid: number }
    await sleep(idleMs)
    return figuresOf({ seconds, readySeconds, megabytes: readResidentMegabytes(pid) })
  },
}

function figuresOf(measured: { seconds: number; readySeconds: number; megabytes: number }): Figure[] {
  const { seconds, readySeconds, megabytes } = measured
  return [
    {
      what: 'npm start to statistics: limit / time',
      database: 'PGlite',
      ours: `${seconds.toFixed(1)} s (${readySeconds.toFixed(1)} s until the link)`,
      beside: `${withinSeconds} s`,
      ratio: withinSeconds / seconds,
      aim: '> 1',
      isReached: seconds < withinSeconds,
      details: { seconds, readySeconds },
    },
    {
      what: 'memory of the hub after an idle minute: limit / use',
      database: 'PGlite',
      ours: `${Math.round(megabytes)} MB`,
      beside: `${withinMegabytes} MB`,
      ratio: withinMegabytes / megabytes,
      aim: '> 1',
      isReached: megabytes < withinMegabytes,
      details: { megabytes },
    },
  ]
}
