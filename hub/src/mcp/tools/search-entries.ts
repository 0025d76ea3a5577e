import { type CatalogEntry, searchCatalog } from '@causeway/spec'
import { z } from 'zod'
import { defineTool } from '../mcp.types.ts'

const Input = z.strictObject({
  query: z.string().min(1).max(200),
  kind: z.enum(['operation', 'trigger']).default('operation'),
  access: z.enum(['read', 'write']).optional(),
})

const mostShown = 8

/** Finds what the CRM can do, by words. */
export const searchEntries = defineTool({
  definition: {
    name: 'search',
    description: 'Find CRM operations (or events) by words.',
    inputSchema: {
      type: 'object',
      properties: {
        query: { type: 'string' },
        kind: { enum: ['operation', 'trigger'] },
        access: { enum: ['read', 'write'] },
      },
      required: ['query'],
    },
    annotations: { readOnlyHint: true, openWorldHint: false },
  },
  input: Input,
  async run(_parts, _context, { query, kind, access }) {
    const hits = searchCatalog(query, { kind, access })
    const shown = hits.slice(0, mostShown).map(({ entry }) => summarise(entry))
    return {
      value: {
        entries: shown,
        ...(hits.length > shown.length && { more: hits.length - shown.length }),
        ...(hits.length === 0 && { hint: 'Try fewer or other words.' }),
      },
    }
  },
})

function summarise(entry: CatalogEntry): Record<string, unknown> {
  const { id, title, summary } = entry
  if (entry.kind === 'trigger') return { id, title, summary, source: entry.source }
  return {
    id,
    title,
    summary,
    access: entry.access,
    ...(entry.isDestructive && { destructive: true }),
    ...(entry.costsMoney && { costsMoney: true }),
    ...(entry.isDeprecated && { deprecated: true }),
    ...(entry.isWithheld && { withheld: true }),
  }
}
