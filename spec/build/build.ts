import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { JsonSchema, OperationModule } from '../src/operation.types.ts'
import { readCatalogFiles, writeCatalog } from './catalog-files.ts'
import { compareCatalogs, describeDrift, explainDrifts } from './compare-catalogs.ts'
import { compileCatalog, type Catalog } from './compile-catalog.ts'
import { compileEntries } from './compile-entries.ts'
import { formatJson } from './format-json.ts'
import { importSdk } from './import-sdk.ts'
import { importWebhooks } from './import-webhooks.ts'

const dataFolder = fileURLToPath(new URL('../data', import.meta.url))
const usage = `Usage: npm run spec -- [--check] [--out <folder>] <folder of published OpenAPI files> [<folder of webhook files>]

  <folder>        holds v2/apps and v3/apps, or is a clone of GoHighLevel/highlevel-api-docs
  <folder of webhook files>  payloads of events, one file each; default <folder>/../webhooks, left alone when missing
  --check         write nothing, report what changed since the data was made; exit 1 when something did
  --out <folder>  write there instead of spec/data`

process.exitCode = run()

/** Returns the exit code: 0 done, 1 drift or failure, 2 wrong usage. */
function run(): number {
  try {
    const { positionals, values } = parseArgs({
      allowPositionals: true,
      options: {
        check: { type: 'boolean', default: false },
        out: { type: 'string', default: dataFolder },
        help: { type: 'boolean', default: false },
      },
    })
    const [folder, webhooksFolder] = positionals
    if (values.help || folder === undefined) return explainUsage(values.help)
    const catalog = compileCatalog(folder)
    return values.check
      ? check(catalog)
      : write(values.out, catalog, importWebhooks(webhooksFolder ?? join(folder, '../webhooks')))
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    return 1
  }
}

function explainUsage(isAskedFor: boolean): number {
  console.log(usage)
  return isAskedFor ? 0 : 2
}

function write(
  out: string,
  { modules, problems }: Catalog,
  payloads: Record<string, JsonSchema> | null,
): number {
  if (problems.length > 0) {
    for (const problem of problems) console.error(problem)
    console.error('Nothing was written. See spec/README.md, "When a correction does not fit".')
    return 1
  }
  writeCatalog(out, modules, compileEntries(modules))
  const operations = modules.flatMap((module) => module.operations)
  const scopes = [...new Set(operations.flatMap((operation) => operation.scopes))].toSorted()
  writeFileSync(join(out, 'scopes.json'), `${formatJson(scopes)}\n`)
  const sdk = importSdk(operations)
  if (sdk) writeFileSync(join(out, 'sdk-methods.json'), `${formatJson(sdk)}\n`)
  if (payloads) writeFileSync(join(out, 'webhooks.json'), `${formatJson(payloads)}\n`)
  console.log(`${operations.length} operations in ${modules.length} modules written to ${out}`)
  return 0
}

function check({ modules, problems }: Catalog): number {
  const committed = [...readCatalogFiles(dataFolder).values()].map(
    (text) => JSON.parse(text) as OperationModule,
  )
  const drift = compareCatalogs(committed, modules)
  for (const line of [...problems, ...describeDrift(drift), ...explainDrifts(drift)]) console.log(line)
  return problems.length + drift.length > 0 ? 1 : 0
}
