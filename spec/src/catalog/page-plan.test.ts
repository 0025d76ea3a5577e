import { expect, test } from 'vitest'
import { findOperation } from '../find-operation.ts'
import { pagePlanOf } from './page-plan.ts'

function planOf(id: string) {
  const operation = findOperation(id)
  if (!operation) throw new Error(`No operation ${id}`)
  return pagePlanOf(operation)
}

test.each([
  ['v3.social-planner.get-tags-location-id', 'skip', 'query', 'skip', 'limit', true],
  ['v3.social-planner.get-posts', 'skip', 'body', 'skip', 'limit', true],
  ['v3.social-planner.fetch-queues', 'skip', 'body', 'skip', 'limit', false],
  ['v3.invoices.list-invoices', 'skip', 'query', 'offset', 'limit', true],
  ['v3.contacts.search-contacts-advanced', 'searchAfter', 'body', 'searchAfter', 'pageLimit', false],
  ['v3.opportunities.search-opportunities-advanced', 'searchAfter', 'body', 'searchAfter', 'limit', false],
  ['v3.opportunities.search-opportunity', 'startAfter', 'query', 'startAfterId', 'limit', false],
  ['v3.oauth.get-installed-location', 'pageToken', 'query', 'pageToken', 'pageSize', false],
  ['v3.forms.get-forms-submissions', 'page', 'query', 'page', 'limit', false],
  ['v3.saas.get-saas-locations', 'page', 'query', 'page', undefined, false],
  ['v3.conversations.search-conversation', 'startAfter', 'query', 'startAfterDate', 'limit', false],
])('%s pages by %s', (id, style, place, startName, sizeName, isText) => {
  expect(planOf(id)).toEqual({ style, place, startName, sizeName, isText })
})

test.each([
  ['v3.social-planner.get-statistics', 'an answer that is whole'],
  ['v2.social-media-posting.start-facebook-oauth', 'a page of a social network'],
  ['v3.social-planner.create-post', 'a write'],
])('%s has no pages: it is %s', (id) => {
  expect(planOf(id)).toBeNull()
})
