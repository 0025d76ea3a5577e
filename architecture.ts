/**
 * The import rule as data: data flows right, imports point left.
 * `oxlint.config.ts` turns these tables into lint rules; `test/architecture.test.ts` plants violations of them.
 */

/** Packages, and what each may import of the others (`hub/contract` is the hub's public API contract). */
export const packages: Record<string, string[]> = {
  spec: [],
  client: ['spec'],
  simulator: ['spec'],
  hub: ['spec', 'client'],
  console: ['hub/contract'],
  embed: ['hub/contract'],
}

/** Folders of hub/src in the order data flows. A folder imports only from earlier stages, never a neighbour. */
export const stages = [
  ['platform'],
  ['store'],
  ['limits'],
  ['connections', 'event-log'],
  ['sync', 'ingest', 'gateway'],
  ['segments', 'analytics', 'mappings'],
  ['messaging', 'deliveries'],
  ['workflows'],
  ['mcp'],
  ['api'],
  ['cli'],
]
