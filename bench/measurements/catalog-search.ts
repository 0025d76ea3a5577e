import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { Client } from 'undici'
import { findChromium } from '../../scripts/find-chromium.ts'
import { catalogQuestions } from '../rig/catalog-questions.ts'
import { pglite } from '../rig/database-places.ts'
import { launchFirstRun } from '../rig/first-run.ts'
import { createChance } from '../rig/seeded-chance.ts'
import { startAsNewcomer } from '../rig/start-as-newcomer.ts'
import { startHub } from '../rig/start-hub.ts'
import { startProcess } from '../rig/start-process.ts'
import { startSimulator } from '../rig/start-simulator.ts'
import { type FrameReport, watchFrames } from '../rig/watch-frames.ts'
import type { Bench, Figure, Measurement } from './measurement.types.ts'

const questionCount = 2000
const warmUpCount = 300
const bareBytes = 19_000
const withinMs = 10
const frameMs = 33
const leastTimelyShare = 0.95
const longestTaskMs = 100
const wheelTurns = 120
const typed = ['send sms', 'followers last month', 'contact', 'apointment']

export const catalogSearch: Measurement = {
  name: 'catalog-search',
  question: 'How fast is a search of the catalog, and how smooth the list of everything in a browser?',
  limitMs: 10 * 60_000,
  async measure(bench) {
    return [...(await searchOverHttp(bench)), ...(await listInBrowser(bench))]
  },
}

/** One question after the other over one connection: the page an app asks for, and everything as the console asks. */
async function searchOverHttp({ seed, say }: Bench): Promise<Figure[]> {
  await using opened = new AsyncDisposableStack()
  const simulator = await startSimulator({ limits: 'off', scale: 'small' })
  opened.defer(() => simulator.stop())
  const place = await pglite.make()
  opened.defer(() => place.remove())
  const hub = await startHub(place, { simulatorUrl: simulator.url })
  opened.defer(() => hub.stop())
  const authorization = `Bearer ${await hub.createKey(['read'])}`
  const bare = startProcess(new URL('../processes/bare-route.ts', import.meta.url), [
    JSON.stringify({ path: '/bare', body: JSON.stringify({ text: 'x'.repeat(bareBytes) }) }),
  ])
  opened.defer(() => bare.stop())
  const bareUrl = await bare.message((value) =>
    typeof value === 'object' && value !== null && 'url' in value ? String(value.url) : undefined,
  )
  const askHub = openQuestioner(hub.url, opened, { authorization })
  const askBare = openQuestioner(bareUrl, opened, {})
  const questions = catalogQuestions(warmUpCount + questionCount, createChance(seed))

  const figures: Figure[] = []
  for (const [what, limit] of [
    ['search of the catalog, 50 hits, p99', 50],
    ['search of the catalog, all hits, p99', 2000],
  ] as const) {
    say(`${what} …`)
    const asked: { question: string; ms: number }[] = []
    const plainMs: number[] = []
    let bytes = 0
    for (const [turn, question] of questions.entries()) {
      const ours = await askHub(`/v1/catalog?limit=${limit}&q=${encodeURIComponent(question)}`)
      // What the machine itself makes of it at the same moment.
      const plain = await askBare('/bare')
      if (turn < warmUpCount) continue
      asked.push({ question, ms: ours.ms })
      plainMs.push(plain.ms)
      bytes += ours.bytes
    }
    const sorted = asked.toSorted((one, other) => one.ms - other.ms)
    const at = (share: number) =>
      shareOf(
        sorted.map(({ ms }) => ms),
        share,
      )
    figures.push({
      what,
      database: 'PGlite',
      ours: `${at(0.99).toFixed(1)} ms (median ${at(0.5).toFixed(1)} ms)`,
      beside: `${withinMs} ms`,
      ratio: withinMs / at(0.99),
      aim: '> 1',
      isReached: at(0.99) < withinMs,
      details: {
        questions: asked.length,
        medianMs: at(0.5),
        p95Ms: at(0.95),
        p99Ms: at(0.99),
        bareRouteP99Ms: shareOf(
          plainMs.toSorted((one, other) => one - other),
          0.99,
        ),
        slowest: sorted.slice(-10),
        meanBytes: Math.round(bytes / asked.length),
      },
    })
  }
  return figures
}

/** Asks over one connection of its own, and says how long the whole answer took. */
function openQuestioner(url: string, opened: AsyncDisposableStack, headers: Record<string, string>) {
  const client = new Client(url, { pipelining: 1 })
  opened.defer(() => client.close())
  return async (path: string): Promise<{ ms: number; bytes: number }> => {
    const startedAt = performance.now()
    const answer = await client.request({ path, method: 'GET', headers })
    const body = await answer.body.arrayBuffer()
    if (answer.statusCode !== 200) throw new Error(`${path} was answered ${answer.statusCode}`)
    return { ms: performance.now() - startedAt, bytes: body.byteLength }
  }
}

const shareOf = (sorted: readonly number[], share: number): number =>
  sorted[Math.floor(sorted.length * share)] ?? Number.NaN

/** A person scrolls through all entries and types into the search. */
async function listInBrowser({ say }: Bench): Promise<Figure[]> {
  const chromiumPath = findChromium()
  if (chromiumPath === undefined) {
    say('NOT RUN: there is no Chromium on this machine.')
    return []
  }
  await using opened = new AsyncDisposableStack()
  const home = mkdtempSync(join(tmpdir(), 'causeway-bench-home-'))
  opened.defer(() => rmSync(home, { recursive: true, force: true }))
  const house = await startAsNewcomer(home)
  opened.defer(() => house.stop())
  const browser = await launchFirstRun(chromiumPath)
  opened.defer(() => browser.close())
  const page = await browser.run(house.setupLink)
  // The first copy of the location is work of its own, on the same machine.
  await page.goto(new URL('/console/welcome', page.url()).href)
  await page.getByRole('heading', { name: 'Everything is here' }).waitFor()
  await page.goto(new URL('/console/catalog', page.url()).href)
  await page.getByTestId('catalog-row').first().waitFor()
  say('scrolling and typing …')
  return [
    ...framesOf('scrolling through all entries', await watchFrames(page, frameMs, () => scroll(page))),
    ...framesOf('typing into the search', await watchFrames(page, frameMs, () => type(page))),
  ]
}

/** Down to the last entry and up again, as a wheel does. */
async function scroll(page: Page): Promise<void> {
  await page.getByTestId('catalog-list').hover()
  for (const step of [400, -400])
    for (let turn = 0; turn < wheelTurns; turn++) {
      await page.mouse.wheel(0, step)
      await page.waitForTimeout(16)
    }
}

/** As fast as people type; each letter asks the hub again and draws what it found. */
async function type(page: Page): Promise<void> {
  const search = page.getByTestId('catalog-search')
  for (const words of typed) {
    await search.pressSequentially(words, { delay: 80 })
    await page.getByTestId('catalog-row').first().waitFor()
    await search.fill('')
    await page.waitForTimeout(300)
  }
}

function framesOf(what: string, report: FrameReport): Figure[] {
  return [
    {
      what: `${what}: share of frames under ${frameMs} ms`,
      database: '—',
      ours: `${(report.timelyShare * 100).toFixed(1)} % of ${report.frames} frames`,
      beside: '100 %',
      ratio: report.timelyShare,
      aim: `≥ ${leastTimelyShare}`,
      isReached: report.timelyShare >= leastTimelyShare,
      details: { ...report },
    },
    {
      what: `${what}: limit / longest task of the page`,
      database: '—',
      ours: `${Math.round(report.longestTaskMs)} ms (longest frame ${Math.round(report.longestFrameMs)} ms)`,
      beside: `${longestTaskMs} ms`,
      ratio: longestTaskMs / Math.max(report.longestTaskMs, 1),
      aim: '≥ 1',
      isReached: report.longestTaskMs <= longestTaskMs,
      details: { ...report },
    },
  ]
}
