import type { ModuleWording } from './wording.types.ts'

/** Deals and the pipelines they move through. */
export const opportunities: ModuleWording = {
  'search-opportunities-advanced': {
    title: 'Search opportunities by any field',
    summary:
      'Finds opportunities of a location by filters on any field, page by page, with notes, tasks and appointments if you like.',
    keywords: ['deals', 'filter', 'list', 'pipeline', 'advanced'],
  },
  'search-opportunity': {
    title: 'Search opportunities',
    summary:
      'Finds opportunities of a location by text, pipeline, stage, status, contact or user, page by page.',
    keywords: ['deals', 'list', 'pipeline', 'find'],
  },
  'get-opportunity': {
    title: 'Get an opportunity',
    summary: 'Gives one opportunity with its value, status, stage and contact.',
    keywords: ['deal', 'details'],
  },
  'create-opportunity': {
    title: 'Create an opportunity',
    summary: 'Adds an opportunity for a contact to a pipeline.',
    keywords: ['deal', 'add', 'new', 'sale'],
  },
  'update-opportunity': {
    title: 'Change an opportunity',
    summary: 'Changes stage, value, status, user or fields of an opportunity.',
    keywords: ['deal', 'move stage', 'update', 'edit', 'assign'],
  },
  'update-opportunity-status': {
    title: 'Change the status of an opportunity',
    summary: 'Says whether an opportunity is open, won, lost or abandoned, and why it was lost.',
    keywords: ['deal', 'won', 'lost', 'close'],
  },
  'upsert-opportunity': {
    title: 'Create or change an opportunity',
    summary: 'Changes the opportunity of a contact in a pipeline, or adds one.',
    keywords: ['deal', 'upsert', 'sync', 'import'],
  },
  'delete-opportunity': {
    title: 'Delete an opportunity',
    summary: 'Deletes an opportunity. It cannot be undone.',
    keywords: ['deal', 'remove'],
  },
  'get-pipelines': {
    title: 'List pipelines',
    summary: 'Lists the pipelines of a location with their stages.',
    keywords: ['stages', 'deals', 'funnel', 'sales'],
  },
  'get-lost-reason': {
    title: 'List reasons for losing',
    summary: 'Lists the reasons a location gives for lost opportunities, page by page.',
    keywords: ['deals', 'lost reason'],
  },
  'add-followers-opportunity': {
    title: 'Add followers to an opportunity',
    summary: 'Lets users follow an opportunity, beside the one it is assigned to.',
    keywords: ['deal', 'watch', 'users'],
  },
  'remove-followers-opportunity': {
    title: 'Remove followers from an opportunity',
    summary: 'Stops users from following an opportunity. They go in the body of the call.',
    keywords: ['deal', 'unfollow', 'users'],
  },
}
