import { chromium, type Page } from '@playwright/test'

/** A browser that does what a newcomer does. */
export interface FirstRun {
  /**
   * Follows the setup link, makes an owner, chooses the simulator, consents, and ends when statistics are seen.
   * @returns the page, signed in
   */
  run(setupLink: string): Promise<Page>
  close(): Promise<void>
}

/** A location of medium size. */
const locationName = 'Hearth & Crumb Bakery'
const patienceMs = 120_000
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export async function launchFirstRun(executablePath: string): Promise<FirstRun> {
  const browser = await chromium.launch({ executablePath, args: flags })
  return {
    async run(setupLink) {
      const page = await browser.newPage()
      page.setDefaultTimeout(patienceMs)
      await page.goto(setupLink)
      await page.getByLabel('Name').fill('Owner')
      await page.getByLabel('E-mail').fill('owner@example.com')
      await page.getByTestId('owner-password').fill('correct horse battery staple')
      await page.getByTestId('create-owner').click()
      await page.getByTestId('save-address').click()
      await page.getByTestId('start-simulator').click()
      await page.getByRole('radio', { name: locationName }).check()
      await page.getByTestId('allow').click()
      await page.waitForURL('**/console/welcome**')
      // The button waits, disabled, for the first statistics.
      await page.getByTestId('see-statistics').click()
      await page.getByTestId('measure-impressions').getByText(/\d/).first().waitFor()
      await page.getByTestId('platform-chart').locator('.recharts-area').first().waitFor()
      return page
    },
    close: () => browser.close(),
  }
}
