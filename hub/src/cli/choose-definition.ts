import type { CatalogEntry, OperationDefinition } from '../api/contract/index.ts'
import { cliErrors } from './cli.errors.ts'

/**
 * The generation's definition of an entry: the one named by `--generation` or by the id itself, else the newest.
 * @throws `cli.usage` for triggers, and when the generation lacks the operation
 */
export function chooseDefinition(
  entry: CatalogEntry,
  id: string,
  generation: 'v2' | 'v3' | undefined,
): OperationDefinition {
  const [newest] = entry.definitions
  if (newest === undefined)
    throw cliErrors.usage(`${entry.id} is a trigger: it happens, it cannot be called`, {
      hint: `causeway catalog show ${entry.id} tells when it happens.`,
    })
  if (generation === undefined)
    return entry.definitions.find(({ operationId }) => operationId === id) ?? newest
  const found = entry.definitions.find((definition) => definition.generation === generation)
  if (found !== undefined) return found
  throw cliErrors.usage(`Generation ${generation} of the CRM’s API does not offer ${entry.id}`, {
    hint: `Leave --generation out: ${newest.generation} offers it.`,
  })
}
