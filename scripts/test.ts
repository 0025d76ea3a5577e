/** `npm test`: checks, unit and integration tests on both databases, and the browser tests. Parameters go to vitest. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, relative } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { provideChromium } from './find-chromium.ts'
import { providePostgres } from './provide-postgres.ts'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const say = (sentence: string) => console.log(`[test] ${sentence}`)
const started = Date.now()
const failures: string[] = []
const notRun: string[] = []
const secondTries: string[] = []
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

interface TestResult {
  fullName: string
  status: string
  /** Those of every try, so that a test that passed may have some. */
  failureMessages: string[]
}

interface Report {
  numPassedTests?: number
  numFailedTests?: number
  numPendingTests?: number
  testResults?: { name: string; assertionResults: TestResult[] }[]
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
  for (const { name, assertionResults } of report.testResults ?? [])
    for (const test of assertionResults)
      if (test.status === 'passed' && test.failureMessages.length > 0)
        secondTries.push(`${relative(root, name)} › ${test.fullName}\n${test.failureMessages[0]}`)
  if ((report.stats?.flaky ?? 0) > 0)
    secondTries.push(`${report.stats!.flaky} browser tests, named above as flaky`)
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
  ['run', '--retry=1', '--reporter=default', '--reporter=json', `--outputFile.json=${vitestReport}`, ...only],
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
    run('Browser tests', 'playwright', ['test', '--retries=1', '--reporter=list,json'], {
      PLAYWRIGHT_JSON_OUTPUT_FILE: report,
      ...(chromium !== 'playwright' && { CHROMIUM_PATH: chromium }),
    })
    count('playwright', report)
  }
}

// A test fails only when it does so twice: a busy machine must not hide that the rest is well. Nor is it kept quiet.
for (const test of secondTries) say(`PASSED ONLY ON THE SECOND TRY, so mend it: ${test}`)
for (const half of notRun) say(`NOT RUN: ${half}.`)
for (const failure of failures) say(`FAILED: ${failure}.`)
say(`Took ${Math.round((Date.now() - started) / 1000)} s.`)
console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`)
process.exit(failures.length > 0 || counts.failed > 0 ? 1 : 0)
