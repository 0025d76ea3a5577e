import type { CatalogItem } from '@causeway/hub/contract'
import { expect, test } from 'vitest'
import { countModules, narrowEntries } from './narrow-entries.ts'

const anEntry = (id: string, changes: Partial<CatalogItem> = {}): CatalogItem => ({
  id,
  kind: 'operation',
  module: 'contacts',
  moduleTitle: 'Contacts',
  title: id,
  summary: '',
  access: 'read',
  method: 'GET',
  path: `/${id}`,
  generations: ['v3'],
  scopes: [],
  missingScopes: null,
  tokenClasses: ['location'],
  isDestructive: false,
  costsMoney: false,
  isDeprecated: false,
  isWithheld: false,
  pagination: null,
  source: null,
  ...changes,
})

const entries = [
  anEntry('b'),
  anEntry('a', { access: 'write', missingScopes: ['contacts.write'] }),
  anEntry('users', { module: 'users', moduleTitle: 'Users', missingScopes: [] }),
  anEntry('token', { module: 'oauth', moduleTitle: 'Authorisation', isWithheld: true }),
  anEntry('contact.created', { kind: 'trigger', access: null, method: null, path: null, source: 'webhook' }),
]
const idsOf = (narrowed: CatalogItem[]) => narrowed.map(({ id }) => id)

test('without filters every entry stays, in the order it came', () => {
  expect(idsOf(narrowEntries(entries, {}))).toEqual(['b', 'a', 'users', 'token', 'contact.created'])
})

test('filters are joined by and', () => {
  expect(idsOf(narrowEntries(entries, { kind: 'operation', module: 'contacts', access: 'read' }))).toEqual([
    'b',
  ])
})

test('what lacks a scope, is kept by the hub or is for companies is not allowed; what is unknown is', () => {
  const forCompanies = anEntry('companies', { tokenClasses: ['company'] })
  expect(idsOf(narrowEntries([...entries, forCompanies], { allowed: 'true' }))).toEqual([
    'b',
    'users',
    'contact.created',
  ])
})

test('modules count what they would show, whichever is chosen', () => {
  expect(countModules(entries, { module: 'users', kind: 'operation' })).toEqual([
    { module: 'oauth', title: 'Authorisation', count: 1 },
    { module: 'contacts', title: 'Contacts', count: 2 },
    { module: 'users', title: 'Users', count: 1 },
  ])
})
