import { describe, expect, it } from 'vitest'
import type { StoredEvent } from '../store/events.store.ts'
import { type EventCondition, matchesEvent } from './match-event.ts'

const event: StoredEvent = {
  id: 'id',
  position: '1-1',
  locationId: 'loc',
  type: 'post.published',
  subject: { kind: 'post', id: 'p', version: 2 },
  occurredAt: '2026-01-01T00:00:00.000Z',
  recordedAt: '2026-01-01T00:00:01.000Z',
  data: { platform: 'facebook', likes: 12, tags: ['spring', 'sale'], note: null, '1': 'one' },
}
const everything = { eventTypes: [], locationIds: null, conditions: [] }
const meets = (...conditions: EventCondition[]) => matchesEvent({ ...everything, conditions }, event)

describe('matchesEvent', () => {
  it('goes by types and prefixes', () => {
    const ofTypes = (...eventTypes: string[]) => matchesEvent({ ...everything, eventTypes }, event)
    expect(ofTypes()).toBe(true)
    expect(ofTypes('post.published')).toBe(true)
    expect(ofTypes('tag.*', 'post.*')).toBe(true)
    expect(ofTypes('post')).toBe(false)
    expect(ofTypes('posts.*')).toBe(false)
    expect(ofTypes('post.publish')).toBe(false)
  })

  it('goes by locations', () => {
    expect(matchesEvent({ ...everything, locationIds: ['loc'] }, event)).toBe(true)
    expect(matchesEvent({ ...everything, locationIds: ['other'] }, event)).toBe(false)
    expect(matchesEvent({ ...everything, locationIds: [] }, event)).toBe(false)
  })

  it.each([
    [{ field: 'data.platform', test: 'equals', value: 'facebook' }, true],
    [{ field: 'data.platform', test: 'equals', value: 'Facebook' }, false],
    [{ field: 'data.likes', test: 'equals', value: '12' }, true],
    [{ field: 'data.note', test: 'equals', value: null }, true],
    [{ field: 'data.platform', test: 'differs', value: 'tiktok' }, true],
    [{ field: 'data.absent', test: 'differs', value: 'x' }, true],
    [{ field: 'data.platform', test: 'contains', value: 'BOOK' }, true],
    [{ field: 'data.tags', test: 'contains', value: 'sale' }, true],
    [{ field: 'data.tags', test: 'contains', value: 'sal' }, false],
    [{ field: 'data.likes', test: 'greater', value: 11 }, true],
    [{ field: 'data.likes', test: 'greater', value: '9' }, true],
    [{ field: 'data.likes', test: 'less', value: 12 }, false],
    [{ field: 'data.likes', test: 'less', value: 'many' }, false],
    [{ field: 'occurredAt', test: 'less', value: '2026-02-01' }, true],
    [{ field: 'data.platform', test: 'one_of', value: ['tiktok', 'facebook'] }, true],
    [{ field: 'data.platform', test: 'one_of', value: 'facebook' }, false],
    [{ field: 'data.note', test: 'exists' }, false],
    [{ field: 'data.note', test: 'is_missing' }, true],
    [{ field: 'subject.kind', test: 'exists' }, true],
    [{ field: 'data.toString', test: 'exists' }, false],
    [{ field: 'data.__proto__.x', test: 'exists' }, false],
  ] satisfies [EventCondition, boolean][])('%j is %s', (condition, expected) =>
    expect(meets(condition)).toBe(expected),
  )

  it('wants all conditions to hold', () => {
    const platform: EventCondition = { field: 'data.platform', test: 'equals', value: 'facebook' }
    expect(meets(platform, { field: 'data.likes', test: 'greater', value: 1 })).toBe(true)
    expect(meets(platform, { field: 'data.likes', test: 'greater', value: 100 })).toBe(false)
  })
})
