import type { HubEvent } from '@causeway/hub/contract'
import { expect, test } from 'vitest'
import { describeEvent, eventSubject, matchesTypes } from './describe-event.ts'

const anEvent = (type: string, data: Record<string, unknown> = {}): HubEvent => ({
  id: '1',
  position: '1',
  locationId: 'location',
  type,
  subject: { kind: 'post', id: 'p1', version: 1 },
  occurredAt: '',
  recordedAt: '',
  data,
})

test('every event is a sentence, known or not', () => {
  expect(describeEvent(anEvent('post.published'))).toBe('A post was published')
  expect(describeEvent(anEvent('invoice.was_paid'))).toBe('invoice was paid')
  expect(describeEvent(anEvent('invoice.was_paid'), 'An invoice was paid')).toBe('An invoice was paid')
})

test('the subject is named by what the data says, else by its id', () => {
  expect(eventSubject(anEvent('tag.created', { name: 'promo' }))).toBe('promo')
  expect(eventSubject(anEvent('post.created', { post: { summary: 'Hello' } }))).toBe('Hello')
  expect(eventSubject(anEvent('contact.created', { firstName: 'Ada', lastName: 'Long' }))).toBe('Ada Long')
  expect(eventSubject(anEvent('post.created', { list: ['x'], name: '' }))).toBe('post p1')
})

test('filters are exact types or prefixes', () => {
  expect(matchesTypes('post.created', undefined)).toBe(true)
  expect(matchesTypes('post.created', 'tag.*,post.*')).toBe(true)
  expect(matchesTypes('posts.created', 'post.*')).toBe(false)
  expect(matchesTypes('tag.created', 'tag.removed')).toBe(false)
})
