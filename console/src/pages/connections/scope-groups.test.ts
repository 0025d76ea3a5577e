import type { CatalogItem } from '@causeway/hub/contract'
import { expect, test } from 'vitest'
import { narrowGroups, scopeGroups, usualScopes } from './scope-groups.ts'

const anEntry = (title: string, module: string, scopes: string[], kind: CatalogItem['kind'] = 'operation') =>
  ({ kind, module, moduleTitle: module.toUpperCase(), title, scopes }) as CatalogItem

const entries = [
  anEntry('List posts', 'social', ['socialplanner/post.readonly']),
  anEntry('Create a post', 'social', ['socialplanner/post.write']),
  anEntry('Get a contact', 'contacts', ['contacts.readonly']),
  anEntry('List contacts', 'contacts', ['contacts.readonly']),
  anEntry('Delete a contact', 'contacts', ['contacts.write']),
  anEntry('Get custom fields', 'locations', ['locations/customFields.readonly', 'locations.readonly']),
  anEntry('Get a custom field', 'custom-fields', ['locations/customFields.readonly']),
  anEntry('A contact was made', 'contacts', ['never.asked'], 'trigger'),
]
const groups = scopeGroups(entries)

test('each scope stands once, with everything it opens, in its module', () => {
  expect(groups.map(({ title, scopes }) => [title, scopes.map(({ scope }) => scope)])).toEqual([
    ['SOCIAL', ['socialplanner/post.readonly', 'socialplanner/post.write']],
    ['CONTACTS', ['contacts.readonly', 'contacts.write']],
    ['LOCATIONS', ['locations.readonly', 'locations/customFields.readonly']],
  ])
  expect(groups[1]?.scopes[0]?.opens).toEqual(['Get a contact', 'List contacts'])
  expect(groups[2]?.scopes[1]?.opens).toEqual(['Get custom fields', 'Get a custom field'])
})

test('the usual ones are all of the Social Planner and reading contacts', () => {
  expect(usualScopes(groups)).toEqual([
    'socialplanner/post.readonly',
    'socialplanner/post.write',
    'contacts.readonly',
    'locations.readonly',
  ])
})

test('words find modules whole, and scopes by name or by what they open', () => {
  const found = (words: string) =>
    narrowGroups(groups, words).flatMap(({ scopes }) => scopes.map(({ scope }) => scope))
  expect(found(' contacts ')).toEqual(['contacts.readonly', 'contacts.write'])
  expect(found('delete')).toEqual(['contacts.write'])
  expect(found('.WRITE')).toEqual(['socialplanner/post.write', 'contacts.write'])
  expect(found('nothing')).toEqual([])
  expect(found('')).toHaveLength(6)
})
