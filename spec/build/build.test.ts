import { Ajv } from 'ajv'
import formats from 'ajv-formats'
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { listModules, loadModule } from '../src/load-module.ts'
import type { Generation } from '../src/operation.types.ts'
import { readCatalogFiles, renderCatalog } from './catalog-files.ts'
import { compareWithPublished } from './compare-with-published.ts'
import { compileCatalog } from './compile-catalog.ts'
import { importWebhooks } from './import-webhooks.ts'
import { publishedFolder, publishedMissing } from './published-folder.ts'
import { readPublished } from './read-published.ts'

const script = fileURLToPath(new URL('build.ts', import.meta.url))
const dataFolder = fileURLToPath(new URL('../data', import.meta.url))
const published = publishedFolder()
// Titles of skipped tests are not printed, and a comparison that did not run must not look like one that passed.
if (!published) console.warn(`spec: comparison with the published files ${publishedMissing}`)

let temporary: string
beforeEach(() => {
  temporary = mkdtempSync(join(tmpdir(), 'causeway-spec-'))
})
afterEach(() => {
  rmSync(temporary, { recursive: true, force: true })
})

function build(...args: string[]): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], { encoding: 'utf8' })
  return { status, output: stdout + stderr }
}

test('without a folder the build explains itself', () => {
  expect(build()).toMatchObject({ status: 2, output: expect.stringContaining('Usage: npm run spec') })
})

test('a folder without published files is refused with what is missing', () => {
  expect(build(temporary)).toMatchObject({
    status: 1,
    output: expect.stringContaining('No published files of v2'),
  })
})

describe.skipIf(!published)(published ? 'with the published files' : publishedMissing, () => {
  const folder = published ?? ''

  test('each module has as many operations as its published file', () => {
    const inFiles = readPublished(folder).map(({ generation, module, file }) => {
      const operations = Object.values(file.paths).flatMap((methods) => Object.keys(methods))
      return [generation, module, operations.length]
    })
    const generations: Generation[] = ['v2', 'v3']
    const inData = generations.flatMap((generation) =>
      listModules(generation).map((module) => [
        generation,
        module,
        loadModule(generation, module).operations.length,
      ]),
    )
    expect(inData).toEqual(inFiles)
  })

  test('the committed data is what the published files give, each time', () => {
    const committed = readCatalogFiles(dataFolder)
    for (const { modules, problems } of [compileCatalog(folder), compileCatalog(folder)]) {
      expect(problems).toEqual([])
      expect(renderCatalog(modules)).toEqual(committed)
    }
  })

  test('the committed payloads are what the published events give, and the published examples fit them', () => {
    const webhooks = join(folder, '../webhooks')
    const payloads = importWebhooks(webhooks) ?? {}
    expect(JSON.parse(readFileSync(join(dataFolder, 'webhooks.json'), 'utf8'))).toEqual(payloads)
    const ajv = new Ajv({ strict: false })
    formats.default(ajv)
    for (const [event, payload] of Object.entries(payloads)) {
      const { schema, examples } = JSON.parse(readFileSync(join(webhooks, `${event}.json`), 'utf8')) as {
        schema: unknown
        examples: unknown[]
      }
      for (const example of schema === null ? [] : examples) {
        expect(ajv.validate(payload, example), `${event}: ${ajv.errorsText()}`).toBe(true)
      }
    }
  })

  test('the build writes exactly that, and takes away what no longer belongs', () => {
    const out = join(temporary, 'out')
    for (const attempt of ['first', 'second']) {
      expect(build('--out', out, folder), attempt).toMatchObject({ status: 0 })
      expect(readCatalogFiles(out)).toEqual(readCatalogFiles(dataFolder))
      writeFileSync(join(out, 'v3/gone.json'), '{}')
    }
  })

  test('the check is silent about the same files', () => {
    expect(build('--check', folder)).toMatchObject({ status: 0, output: expect.stringContaining('No drift') })
  })

  test('the check names what changed, and corrections that no longer fit', () => {
    const copy = join(temporary, 'published')
    cpSync(folder, copy, { recursive: true })
    edit(join(copy, 'v3/apps/links-v3.json'), '/links/id/{linkId}', '/links/by-id/{linkId}')
    edit(join(copy, 'v2/apps/social-media-posting.json'), '"BulkDeleteResponseDto"', '"Renamed"')
    edit(join(copy, 'v2/apps/social-media-posting.json'), 'schemas/BulkDeleteResponseDto', 'schemas/Renamed')
    const { status, output } = build('--check', copy)
    expect(status).toBe(1)
    expect(output).toMatch(/changed +v3\.links\.get-link-by-id +GET \/links\/by-id\/\{linkId\} +path$/m)
    expect(output).toContain('  It moved from `GET /links/id/{linkId}` to `GET /links/by-id/{linkId}`.')
    expect(output).toContain('Correction social.bulk-delete-counts does not fit any more')
    expect(output).not.toContain('v3.social-planner')
    expect(build('--out', temporary, copy)).toMatchObject({
      status: 1,
      output: expect.stringContaining('Nothing was written'),
    })
  })

  test('the comparison gives the same as data', () => {
    const copy = join(temporary, 'published')
    cpSync(folder, copy, { recursive: true })
    edit(join(copy, 'v3/apps/links-v3.json'), '/links/id/{linkId}', '/links/by-id/{linkId}')
    const { changes, operations, source } = compareWithPublished(copy)
    expect({ operations, source }).toEqual({ operations: 1203, source: copy })
    expect(changes).toEqual([
      {
        kind: 'changed',
        operationId: 'v3.links.get-link-by-id',
        entryId: 'links.get-link-by-id',
        method: 'GET',
        path: '/links/by-id/{linkId}',
        sentences: ['It moved from `GET /links/id/{linkId}` to `GET /links/by-id/{linkId}`.'],
        isBreaking: true,
        affects: [],
      },
    ])
  })

  test("a clone of GHL's own repository gives the same", () => {
    const clone = join(temporary, 'clone')
    cpSync(join(folder, 'v2'), clone, { recursive: true })
    cpSync(join(folder, 'v3/apps'), join(clone, 'apps/v3'), { recursive: true })
    cpSync(join(folder, 'v3/common'), join(clone, 'apps/v3/common'), { recursive: true })
    expect(renderCatalog(compileCatalog(clone).modules)).toEqual(readCatalogFiles(dataFolder))
  })
})

function edit(path: string, from: string, to: string): void {
  const text = readFileSync(path, 'utf8')
  expect(text).toContain(from)
  rmSync(path)
  writeFileSync(path, text.replaceAll(from, to))
}
