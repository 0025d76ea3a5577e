import type { Tool } from '../mcp.types.ts'
import { callOperation } from './call-operation.ts'
import { describeEntry } from './describe-entry.ts'
import { listLocations } from './list-locations.ts'
import { readQuota } from './read-quota.ts'
import { readStatistics } from './read-statistics.ts'
import { searchEntries } from './search-entries.ts'

/** All that agents can do here: a few tools for everything, since each definition costs every agent its memory. */
export const tools: readonly Tool[] = [
  searchEntries,
  describeEntry,
  callOperation,
  readStatistics,
  readQuota,
  listLocations,
]
