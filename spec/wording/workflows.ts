import type { ModuleWording } from './wording.types.ts'

/** Automations of the CRM itself. */
export const workflows: ModuleWording = {
  'get-workflow': {
    title: 'List workflows',
    summary:
      "Lists the CRM's own workflows of a location with their names and whether they are published; they cannot be made or changed from outside.",
    keywords: ['automations', 'sequences', 'all workflows'],
  },
}
