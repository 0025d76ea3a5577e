import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/**
 * Folder of GHL's published files for the tests that compare with them: `CAUSEWAY_PUBLISHED_OPENAPI`, or
 * `../shared/ghl/openapi` beside the repository. Undefined where there is none: the files are not ours to ship.
 */
export function publishedFolder(): string | undefined {
  const beside = fileURLToPath(new URL('../../../shared/ghl/openapi', import.meta.url))
  const folder = process.env['CAUSEWAY_PUBLISHED_OPENAPI'] ?? beside
  return existsSync(folder) ? folder : undefined
}

/** Title of the tests that are skipped for want of the published files. */
export const publishedMissing =
  'SKIPPED for want of published files: set CAUSEWAY_PUBLISHED_OPENAPI to a folder with v2/apps and v3/apps'
