import type { ModuleWording } from './wording.types.ts'

/** Campaigns of the CRM itself. */
export const campaigns: ModuleWording = {
  'get-campaigns': {
    title: 'List campaigns',
    summary:
      "Lists the CRM's own campaigns of a location with their names and status; contacts are put into them by their own operations.",
    keywords: ['drip', 'sequences', 'all campaigns'],
  },
}
