import { spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { packages, stages } from '../architecture.ts'

const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** Files that break the import rule, and the reason each should be caught. */
const violations: Record<string, string> = {
  'hub/src/store/reaches-right.ts': `export { x } from '../sync/neighbour.ts'`,
  'hub/src/store/reaches-right-by-type.ts': `export type { x } from '../api/contract/index.ts'`,
  'hub/src/sync/deep/reaches-right-from-below.ts': `export { x } from '../../api/server.ts'`,
  'hub/src/sync/imports-a-neighbour.ts': `export { x } from '../gateway/call.ts'`,
  'hub/src/mcp/reaches-right.ts': `export { x } from '../api/create-server.ts'`,
  'hub/src/api/reads-settings.ts': `export { x } from '../config.ts'`,
  'hub/src/api/imports-the-root.ts': `export { x } from '../hub.ts'`,
  'hub/src/api/contract/imports-ours.ts': `export { x } from '../server.ts'`,
  'hub/src/api/contract/imports-node.ts': `export { readFileSync } from 'node:fs'`,
  'hub/src/connections/uses-the-simulator.ts': `export { x } from '@causeway/simulator'`,
  'client/src/uses-the-hub.ts': `export { x } from '@causeway/hub'`,
  'simulator/src/uses-the-client.ts': `export { x } from '@causeway/client'`,
  'simulator/src/uses-the-client-by-path.ts': `export { x } from '../../client/src/index.ts'`,
  'console/src/uses-the-hub.tsx': `export { x } from '@causeway/hub'`,
  'hub/src/sync/reads-the-environment.ts': `export const x = process.env['X']`,
}

const allowed: Record<string, string> = {
  'hub/src/sync/uses-the-store.ts': `export { x } from '../store/records.store.ts'`,
  'hub/src/mcp/tools/uses-the-gateway.ts': `export { x } from '../../gateway/gateway.types.ts'`,
  'hub/src/api/routes/uses-the-contract.ts': `export { x } from '../contract/index.ts'`,
  'hub/src/cli/uses-the-root.ts': `export { x } from '../hub.ts'\nexport { y } from '@causeway/simulator'`,
  'console/src/uses-the-contract.tsx': `export { x } from '@causeway/hub/contract'`,
}

let folder: string
let caught: Set<string>

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'causeway-architecture-'))
  for (const file of ['architecture.ts', 'oxlint.config.ts', 'package.json'])
    cpSync(join(root, file), join(folder, file))
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'dir')
  for (const [file, text] of Object.entries({ ...violations, ...allowed })) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), `${text}\n`)
  }
  const lint = spawnSync(
    join(root, 'node_modules/.bin/oxlint'),
    ['--format=json', ...Object.keys(packages).filter((name) => existsSync(join(folder, name)))],
    {
      cwd: folder,
      encoding: 'utf8',
    },
  )
  const report = JSON.parse(lint.stdout) as { diagnostics: { filename: string; code: string }[] }
  caught = new Set(
    report.diagnostics
      .filter(({ code }) => /no-restricted-imports|no-process-env/.test(code))
      .map(({ filename }) => filename),
  )
})
afterAll(() => rmSync(folder, { recursive: true }))

describe('the import rule', () => {
  it.each(Object.keys(violations))('catches %s', (file) => {
    expect([...caught]).toContain(file)
  })

  it.each(Object.keys(allowed))('lets %s pass', (file) => {
    expect([...caught]).not.toContain(file)
  })

  it('knows every package and every folder of the hub', () => {
    const folders = readdirSync(join(root, 'hub/src'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
    expect(stages.flat()).toEqual(expect.arrayContaining(folders))
    const withManifest = Object.keys(packages).filter((name) => name !== 'embed')
    for (const name of withManifest) expect(readdirSync(join(root, name))).toContain('package.json')
  })
})
