import { expect, test } from 'vitest'
import { countInboxFilters, eventName, hexLines, inboxFiltersOf, readRaw } from './describe-delivery.ts'

test('the address becomes the filters of the list, without what is not one', () => {
  const search = { q: 'x', location: 'l', state: 'failed', since: 'day', tab: 'keys', delivery: 'd' } as const
  expect(inboxFiltersOf(search)).toEqual({ q: 'x', locationId: 'l', state: 'failed', since: 86_400_000 })
  expect(countInboxFilters(search)).toBe(4)
  expect(countInboxFilters({ tab: 'keys', delivery: 'd' })).toBe(0)
})

test('raw bytes are text where they are text, and never changed', () => {
  const base64Of = (bytes: number[]) => btoa(String.fromCharCode(...bytes))
  const text = '\ufeff{"a": "Gr\u00fc\u00dfe"}\r\n'
  expect(readRaw(base64Of([...new TextEncoder().encode(text)])).text).toBe(text)
  const broken = readRaw(base64Of([0xff, 0x00, 0x41]))
  expect(broken.text).toBeUndefined()
  expect(hexLines(broken.bytes)).toBe('ff 00 41')
  expect(hexLines(new Uint8Array(17))).toBe(`${'00 '.repeat(15)}00\n00`)
  expect(hexLines(new Uint8Array(5000)).endsWith('\n\u2026')).toBe(true)
})

test('an event is named by the CRM, else by the catalog, else not at all', () => {
  expect(eventName({ event: 'ContactCreate', triggerId: 'contact.created' })).toBe('ContactCreate')
  expect(eventName({ event: null, triggerId: 'contact.created' })).toBe('contact.created')
  expect(eventName({ event: null, triggerId: null })).toBe('Unknown event')
})
