import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import process from 'node:process'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

const isOnPath = (name: string) =>
  spawnSync('which', [name], { encoding: 'utf8' }).stdout?.trim() || undefined

/** The machine's own Chromium, if there is one. */
export function findChromium(): string | undefined {
  const named = process.env['CHROMIUM_PATH']
  if (named !== undefined && named !== '') return existsSync(named) ? named : undefined
  return names.map(isOnPath).find((path) => path !== undefined)
}

/**
 * A Chromium for the browser tests: the machine's own, else the system's package where this user may install it,
 * else Playwright's own download.
 * @returns its path, `'playwright'` for Playwright's own, or undefined where none can be had
 */
export function provideChromium(say: (sentence: string) => void): string | undefined {
  const found = findChromium()
  if (found !== undefined) return found
  if (process.getuid?.() === 0 && isOnPath('apt-get') !== undefined) {
    say('Installing the system package "chromium" for the browser tests …')
    const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    spawnSync('apt-get', ['update', '-qq'], { stdio: 'ignore', env: environment })
    spawnSync('apt-get', ['install', '-y', '-qq', 'chromium'], { stdio: 'ignore', env: environment })
    const installed = findChromium()
    if (installed !== undefined) return installed
  }
  say('Asking Playwright for its own Chromium …')
  const download = spawnSync('npx', ['playwright', 'install', 'chromium'], { stdio: 'inherit' })
  return download.status === 0 ? 'playwright' : undefined
}
