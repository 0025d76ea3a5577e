/** `npm test`: checks, unit and integration tests on both databases, and the browser tests. Parameters go to vitest. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { provideChromium } from './find-chromium.ts'
import { providePostgres } from './provide-postgres.ts'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const say = (sentence: string) => console.log(`[test] ${sentence}`)
const started = Date.now()
const failures: string[] = []
const notRun: string[] = []
const counts = { passed: 0, failed: 0, skipped: 0 }

function run(title: string, command: string, parameters: string[], extra: Record<string, string> = {}): void {
  say(`${title} …`)
  const outcome = spawnSync(command, parameters, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...extra },
  })
  if (outcome.status !== 0) failures.push(title)
}

interface Report {
  numPassedTests?: number
  numFailedTests?: number
  numPendingTests?: number
  stats?: { expected: number; unexpected: number; flaky: number; skipped: number }
}

/** Adds a runner's own report to the closing line; a run that left none has died and is counted as a failure. */
function count(title: string, file: string): void {
  let report: Report
  try {
    report = JSON.parse(readFileSync(file, 'utf8')) as Report
  } catch {
    failures.push(`${title} left no report`)
    return
  }
  counts.passed += report.numPassedTests ?? (report.stats?.expected ?? 0) + (report.stats?.flaky ?? 0)
  counts.failed += report.numFailedTests ?? report.stats?.unexpected ?? 0
  counts.skipped += report.numPendingTests ?? report.stats?.skipped ?? 0
}

mkdirSync(`${root}/artifacts`, { recursive: true })
const only = process.argv.slice(2)
const isWhole = only.length === 0
if (isWhole) run('Types, lint, format and unused code', 'npm', ['run', '--silent', 'check'])

const postgres = await providePostgres(say)
if (postgres === undefined) notRun.push('the half of the store tests that needs PostgreSQL')
const vitestReport = `${root}/artifacts/vitest.json`
rmSync(vitestReport, { force: true })
run(
  `Unit and integration tests on PGlite${postgres === undefined ? '' : ' and PostgreSQL'}`,
  'vitest',
  ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${vitestReport}`, ...only],
  postgres === undefined ? {} : { CAUSEWAY_TEST_DATABASE_URL: postgres.url },
)
count('vitest', vitestReport)
postgres?.stop()

if (isWhole) {
  const chromium = provideChromium(say)
  if (chromium === undefined) notRun.push('the browser tests: no Chromium could be had')
  else {
    const report = `${root}/artifacts/playwright.json`
    rmSync(report, { force: true })
    run('Browser tests', 'playwright', ['test', '--reporter=list,json'], {
      PLAYWRIGHT_JSON_OUTPUT_FILE: report,
      ...(chromium !== 'playwright' && { CHROMIUM_PATH: chromium }),
    })
    count('playwright', report)
  }
}

for (const half of notRun) say(`NOT RUN: ${half}.`)
for (const failure of failures) say(`FAILED: ${failure}.`)
say(`Took ${Math.round((Date.now() - started) / 1000)} s.`)
console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`)
process.exit(failures.length > 0 || counts.failed > 0 ? 1 : 0)
