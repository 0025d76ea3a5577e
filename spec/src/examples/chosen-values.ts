import { objectId, plainId } from './example-values.ts'

const contactId = plainId('contact')(0)
const locationId = plainId('location')(0)

/** Path parameters by method and path, where a word has to be one that no schema lists. */
export const chosenPaths: Readonly<Record<string, Record<string, string>>> = {
  'POST /contacts/bulk/tags/update/{type}': { type: 'add' },
}

/**
 * Bodies by method and path, for operations whose schema allows what makes no sense or does harm: an example that is
 * tried should do what its title says. Evidence: the facts about sending and posting in `corrections/`.
 */
export const chosenBodies: Readonly<Record<string, unknown>> = {
  'POST /conversations/messages': { type: 'SMS', contactId, message: 'Our spring offer is open.' },
  'POST /contacts/search': { locationId, pageLimit: 20, page: 1, query: 'hello@example.com' },
  // Without a status the CRM publishes at once; a draft harms nobody.
  'POST /social-media-posting/{locationId}/posts': {
    accountIds: ['account-example'],
    userId: plainId('user')(0),
    type: 'post',
    status: 'draft',
    summary: 'Our spring offer is open.',
    media: [],
    tags: [objectId(0)],
  },
}
