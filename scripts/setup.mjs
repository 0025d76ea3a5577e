/**
 * Installs what is missing before `npm start` and `npm test`. Plain JavaScript without dependencies, because it runs
 * on whatever Node the machine has; everything after it runs on the Node that the dependencies bring. It is a script of
 * its own (`prestart`, `pretest`), because a shell that has once found the old `node` goes on using it.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const say = (sentence) => process.stdout.write(`[setup] ${sentence}\n`)

function stop(sentence) {
  process.stderr.write(`[setup] ${sentence}\n`)
  process.exit(1)
}

/** Runs npm itself, also where only `npm` the script is known. */
function npm(...parameters) {
  const script = process.env.npm_execpath
  const [command, first] = script === undefined ? ['npm', []] : [process.execPath, [script]]
  return spawnSync(command, [...first, ...parameters], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: script === undefined && process.platform === 'win32',
  })
}

const lockFile = readFileSync(join(root, 'package-lock.json'))
const wanted = createHash('sha256')
  .update(lockFile)
  .update(`${process.platform}-${process.arch}`)
  .digest('hex')
const stampFile = join(root, 'node_modules', '.causeway-setup')
const installed = existsSync(stampFile) ? readFileSync(stampFile, 'utf8') : ''

if (installed !== wanted) {
  say('Installing dependencies (about a minute the first time) …')
  const started = Date.now()
  // Not `npm ci`: it refuses a lock file that lists fewer platforms' binaries than the registry at hand offers, or
  // more. With --no-save the lock file decides every version and stays as it is.
  const outcome = npm('install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error')
  if (outcome.status !== 0)
    stop(
      'The dependencies could not be installed. Read npm’s message above; the usual cause is a missing network.',
    )
  writeFileSync(stampFile, wanted)
  say(`Dependencies installed in ${Math.round((Date.now() - started) / 1000)} s.`)
}

const binaries = join(root, 'node_modules', '.bin')
const path = `${binaries}${delimiter}${process.env.PATH}`
const version = spawnSync('node', ['--version'], {
  encoding: 'utf8',
  env: { ...process.env, PATH: path },
  shell: process.platform === 'win32',
})
if (!/^v(2[4-9]|[3-9]\d)\./.test(version.stdout ?? ''))
  stop(
    `Node 24 or newer is needed and ${version.stdout?.trim() || 'none'} was found: the "node" package brings it by its install script. Run "npm rebuild node", or install Node 24 yourself.`,
  )

/** Newest change below a folder, in ms; 0 where it does not exist. */
function newest(place) {
  if (!existsSync(place)) return 0
  const facts = statSync(place)
  if (!facts.isDirectory()) return facts.mtimeMs
  return Math.max(0, ...readdirSync(place).map((name) => newest(join(place, name))))
}

const sources = [
  'console/src',
  'console/index.html',
  'console/vite.config.ts',
  'hub/src/api/contract',
  'package-lock.json',
]
const page = join(root, 'console', 'dist', 'index.html')
if (newest(page) < Math.max(...sources.map((source) => newest(join(root, source))))) {
  say('Building the console …')
  const build = npm(
    'run',
    'build',
    '--silent',
    '--workspace',
    '@causeway/console',
    '--',
    '--logLevel',
    'warn',
  )
  if (build.status !== 0) stop('The console could not be built; the reason is above.')
}
