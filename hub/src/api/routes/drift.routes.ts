import { findOperationEntry } from '@causeway/spec'
import { z } from 'zod'
import { type DependentsOf, listDependents } from '../catalog/list-dependents.ts'
import { partsInUse } from '../catalog/parts-in-use.ts'
import type { ApiParts, ApiServer } from '../api.types.ts'
import { Drift, DriftChange, DriftReport } from '../contract/index.ts'

const Changes = z.array(DriftChange)
/** A comparison with files that have nothing in common lists every operation twice. */
const largestReportBytes = 16 * 1024 * 1024

/** What changed at the CRM: in what it publishes, and in what it answers. */
export function addDriftRoutes(server: ApiServer, parts: ApiParts): void {
  const { stores } = parts
  const tags = ['Drift']

  server.get(
    '/v1/drift',
    {
      config: { access: 'read' },
      schema: { tags, summary: 'What changed at the CRM', response: { 200: Drift } },
    },
    async () => {
      const [report, observed, dependents] = await Promise.all([
        stores.driftReports.read(),
        stores.observedDrift.list(),
        listDependents(parts),
      ])
      return {
        report:
          report === undefined
            ? null
            : {
                ...report,
                changes: Changes.parse(report.changes).map((one) => withAffected(one, dependents)),
              },
        observed: observed.map((row) => ({
          ...row,
          entryId: findOperationEntry(row.operationId)?.id ?? null,
        })),
      }
    },
  )

  server.put(
    '/v1/drift',
    {
      config: { access: 'person' },
      bodyLimit: largestReportBytes,
      schema: {
        tags,
        summary: 'Store a comparison with what the CRM publishes',
        body: DriftReport,
        response: { 200: DriftReport },
      },
    },
    async (request) => {
      await stores.driftReports.write(request.body)
      const dependents = await listDependents(parts)
      return { ...request.body, changes: request.body.changes.map((one) => withAffected(one, dependents)) }
    },
  )
}

/** Told anew at each reading: what uses an operation changes more often than the report. */
function withAffected(change: DriftChange, dependents: DependentsOf): DriftChange {
  const { entryId } = change
  const used = entryId === null ? [] : [...(partsInUse[entryId] ?? []), ...dependents(entryId)]
  return { ...change, affects: [...new Set([...used, ...change.affects])] }
}
