import { expect, test } from 'vitest'
import { wording } from '../../wording/index.ts'
import { otherTitles } from '../../wording/other-titles.ts'
import { listOperations } from '../load-module.ts'
import { entryOf, findOperationEntry, listEntries, operationsOf } from './list-entries.ts'

const entries = listEntries()

test('every operation of both generations stands in exactly one entry', () => {
  expect(entries).toHaveLength(654)
  const ids = entries.flatMap(({ operationIds }) => Object.values(operationIds))
  expect(ids.toSorted()).toEqual(
    listOperations()
      .map(({ id }) => id)
      .toSorted(),
  )
})

test('an entry says what its newest operation says', () => {
  for (const entry of entries) {
    const [newest, older] = operationsOf(entry)
    expect(newest).toMatchObject({
      method: entry.method,
      path: entry.path,
      scopes: entry.scopes,
      tokenClasses: entry.tokenClasses,
      access: entry.access,
      isDestructive: entry.isDestructive,
    })
    expect(older?.generation ?? 'v2', entry.id).toBe('v2')
    expect(older === undefined || older.access === newest?.access, entry.id).toBe(true)
  }
})

test('an entry is found by its id and by the ids of its operations', () => {
  const entry = findOperationEntry('contacts.get-contact')
  expect(entry?.operationIds).toEqual({ v2: 'v2.contacts.get-contact', v3: 'v3.contacts.get-contact' })
  expect(findOperationEntry('v2.contacts.get-contact')).toBe(entry)
  expect(findOperationEntry('v3.contacts.get-contact')).toBe(entry)
  expect(findOperationEntry('contacts.get-contacts-of-mars')).toBeUndefined()
  for (const operation of listOperations())
    expect(Object.values(entryOf(operation).operationIds)).toContain(operation.id)
})

test('what was renamed between the generations is one entry', () => {
  expect(findOperationEntry('oauth.get-installed-location')?.operationIds).toEqual({
    v2: 'v2.oauth.get-installed-location',
    v3: 'v3.oauth.get-installed-location',
  })
  expect(findOperationEntry('v2.contacts.remove-contact-from-every-campaign')?.path).toBe(
    '/contacts/{contactId}/campaigns/remove-all',
  )
  expect(findOperationEntry('social.get-statistics')?.operationIds.v2).toBe(
    'v2.social-media-posting.get-social-media-statistics',
  )
})

test('every entry has a title and a sentence, and no two of a module share a title', () => {
  const titles = new Set<string>()
  for (const { id, module, title, summary } of entries) {
    expect(title, id).toMatch(/^[A-Z].{5,64}[^.]$/)
    expect(summary, id).toMatch(/^[A-Z].{8,}\.$/s)
    expect(titles.has(`${module} ${title}`), id).toBe(false)
    titles.add(`${module} ${title}`)
  }
})

test('the modules people use most have words of our own for each operation', () => {
  const written = Object.entries(wording).flatMap(([module, words]) =>
    Object.keys(words).map((name) => `${module}.${name}`),
  )
  const inModules = entries.filter(({ module }) => module in wording)
  expect(Object.keys(wording)).toHaveLength(12)
  expect(inModules.map(({ id }) => id).toSorted()).toEqual(written.toSorted())
  for (const { id, keywords } of inModules) expect(keywords.length, id).toBeGreaterThan(0)
})

test('titles are given to entries that exist', () => {
  const ids = new Set(entries.map(({ id }) => id))
  expect(Object.keys(otherTitles).filter((id) => !ids.has(id))).toEqual([])
})

test('what people read says CRM', () => {
  for (const { id, title, summary } of entries)
    expect(`${title} ${summary}`, id).not.toMatch(/GHL|HighLevel|LeadConnector/i)
})

test('tokens stay inside, and what costs money says so', () => {
  expect(entries.filter(({ isWithheld }) => isWithheld).map(({ id }) => id)).toEqual([
    'oauth.get-location-access-token',
    'oauth.get-access-token',
  ])
  const costly = entries.filter(({ costsMoney }) => costsMoney)
  expect(costly.map(({ id }) => id)).toContain('conversations.send-a-new-message')
  expect(costly.filter(({ access }) => access === 'read')).toEqual([])
  expect(costly).toHaveLength(29)
})
