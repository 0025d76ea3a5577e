import process from 'node:process'
import { defineConfig } from '@playwright/test'

const chromiumPath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium'

const signedIn = {
  dependencies: ['first run'],
  use: { storageState: 'artifacts/e2e/session.json' },
}

/** Scripts in a real browser against a hub and a simulator that `test/e2e/start-house.ts` starts for the run. */
export default defineConfig({
  testDir: 'test/e2e',
  outputDir: 'test-results',
  globalSetup: './test/e2e/start-house.ts',
  workers: 2,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: 'list',
  use: {
    browserName: 'chromium',
    locale: 'en-GB',
    timezoneId: 'Europe/London',
    viewport: { width: 1440, height: 900 },
    colorScheme: 'light',
    contextOptions: { reducedMotion: 'reduce' },
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: chromiumPath,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  projects: [
    // One hub, one story: the other scripts look at what the first run has brought in.
    { name: 'first run', testMatch: 'first-run.spec.ts' },
    // They change things, so they go one after the other.
    { name: 'console', testIgnore: ['first-run.spec.ts', 'every-page.spec.ts'], workers: 1, ...signedIn },
    // These only look, so they may do so in the middle of the others.
    { name: 'every page', testMatch: 'every-page.spec.ts', fullyParallel: true, ...signedIn },
  ],
})
