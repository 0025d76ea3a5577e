import { expect, test } from 'vitest'
import { catalogIndex } from './catalog-index.ts'
import { searchCatalog } from './search-catalog.ts'
import { isOneLetterOff, searchWords, stem } from './search-words.ts'

const idsOf = (query: string, filter = {}) => searchCatalog(query, filter).map(({ entry }) => entry.id)

test.each([
  ['send sms', 'conversations.send-a-new-message'],
  ['send email', 'conversations.send-a-new-message'],
  ['whatsapp', 'conversations.send-a-new-message'],
  ['tags', 'social.get-tags-location-id'],
  ['social tags', 'social.get-tags-location-id'],
  ['tag details', 'social.get-tags-by-ids'],
  ['contact tags', 'locations.get-location-tags'],
  ['add tag to contact', 'contacts.add-tags'],
  ['bulk tags', 'contacts.bulk-change-tags'],
  ['followers last month', 'social.get-statistics'],
  ['statistics', 'social.get-statistics'],
  ['new lead', 'contact.created'],
  ['delete contact', 'contacts.delete-contact'],
  ['duplicate contact', 'contacts.get-duplicate-contact'],
  ['list appointments', 'calendars.get-calendar-events'],
  ['free slots', 'calendars.get-slots'],
  ['book a meeting', 'calendars.create-appointment'],
  ['upload image', 'media.upload-media-content'],
  ['list forms', 'forms.get-forms'],
  ['products', 'products.list-products'],
  ['users', 'users.search-users'],
  ['pipelines', 'opportunities.get-pipelines'],
  ['custom fields', 'locations.get-custom-fields'],
  ['buy phone number', 'phone-system.purchase-number-for-location'],
  ['social accounts', 'social.get-account'],
  ['reply to review', 'conversations.send-review-reply'],
  ['refresh token', 'oauth.get-access-token'],
  ['invoice paid', 'invoice.paid'],
  ['post published', 'post.published'],
  ['message received', 'message.received'],
  ['won deal', 'opportunity.status_updated'],
  ['every day', 'schedule'],
  ['app installed', 'app.installed'],
  ['inbound webhook', 'http'],
])('%s finds %s first', (query, id) => {
  expect(idsOf(query)[0]).toBe(id)
})

test('webhook finds both what starts on a request and what an unknown one becomes', () => {
  expect(idsOf('webhook').slice(0, 2).toSorted()).toEqual(['http', 'webhook.received'])
})

test.each([
  ['statstics', 'social.get-statistics'],
  ['wrokflow', 'workflows.get-workflow'],
  ['shedule post', 'social.create-post'],
  ['delet contakt', 'contacts.delete-contact'],
  ['oportunity', 'opportunities.search-opportunity'],
])('%s, with a letter wrong, finds %s among the first', (query, id) => {
  expect(idsOf(query).slice(0, 5)).toContain(id)
})

test.each([
  ['contacts.get-contact', 'contacts.get-contact'],
  ['v2.contacts.get-contact', 'contacts.get-contact'],
  ['getContact', 'contacts.get-contact'],
  ['get-posts', 'social.get-posts'],
  ['fetchQueues', 'social.fetch-queues'],
  ['searchContactsAdvanced', 'contacts.search-contacts-advanced'],
  ['create-association', 'associations.create-association'],
  ['POST /contacts/{id}/tags', 'contacts.add-tags'],
  ['/social-media-posting/:locationId/posts/list', 'social.get-posts'],
  ['GET /contacts/{contactId}?x=1', 'contacts.get-contact'],
  ['/oauth/token', 'oauth.get-access-token'],
  ['ContactTagUpdate', 'contact.tags_updated'],
  ['post.published', 'post.published'],
])('%s, an id or a path, finds %s', (query, id) => {
  expect(idsOf(query)[0]).toBe(id)
})

test('a path without a method finds every method on it before anything else', () => {
  expect(idsOf('/contacts/{id}/tags').slice(0, 2).toSorted()).toEqual([
    'contacts.add-tags',
    'contacts.remove-tags',
  ])
})

test('tags of posts and of contacts are both among the first', () => {
  const first = idsOf('tags').slice(0, 4)
  expect(first).toContain('social.get-tags-location-id')
  expect(first).toContain('locations.get-location-tags')
})

test('filters keep what fits them', () => {
  expect(searchCatalog('contact', { kind: 'trigger' }).every(({ entry }) => entry.kind === 'trigger')).toBe(
    true,
  )
  const reads = searchCatalog('', { module: 'contacts', access: 'read' }).map(({ entry }) => entry)
  expect(reads.length).toBeGreaterThan(5)
  expect(reads.every((entry) => entry.kind === 'operation' && entry.access === 'read')).toBe(true)
  expect(idsOf('', { source: 'manual' })).toEqual(['manual'])
})

test('an empty query gives everything, and one about nothing gives nothing', () => {
  expect(idsOf('  ')).toHaveLength(catalogIndex().entries.length)
  expect(idsOf('xylophone quartet')).toEqual([])
  expect(idsOf('?! -- ()')).toEqual([])
})

test('words are taken apart and brought to their stem', () => {
  expect(searchWords("Lists the e-mail categories' getPosts")).toEqual([
    'list',
    'email',
    'category',
    'get',
    'post',
  ])
  expect(['status', 'address', 'boxes', 'statistics', 'sms'].map(stem)).toEqual([
    'status',
    'address',
    'box',
    'statistic',
    'sms',
  ])
})

test.each([
  ['post', 'posts', true],
  ['post', 'pots', true],
  ['post', 'past', true],
  ['post', 'pst', true],
  ['post', 'post', false],
  ['post', 'poster', false],
  ['post', 'pats', false],
])('%s and %s differ by one letter: %s', (left, right, isOff) => {
  expect(isOneLetterOff(left, right) && left !== right).toBe(isOff)
})
