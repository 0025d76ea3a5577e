import type { CatalogItem } from '@causeway/hub/contract'
import { expect, test } from 'vitest'
import { listTypeOptions, narrowOptions } from './event-types.ts'

const trigger = (id: string, source: string, moduleTitle: string) =>
  ({ id, title: `The ${id}`, source, moduleTitle }) as CatalogItem
const triggers = [
  trigger('post.created', 'derived', 'Social Planner'),
  trigger('contact.created', 'webhook', 'Contacts'),
  trigger('contact.tags_updated', 'webhook', 'Contacts'),
  trigger('schedule', 'schedule', 'Hub'),
]

test('kinds come first, then types under their module; what is no event is left out', () => {
  const groups = listTypeOptions(triggers, [])
  expect(groups.map(({ group }) => group)).toEqual(['Everything about', 'Social Planner', 'Contacts'])
  expect(groups[0]!.items.map(({ value }) => value)).toContain('contact.*')
  expect(groups[0]!.items.filter(({ value }) => value === 'post.*')).toHaveLength(1)
  expect(groups[2]!.items.map(({ value }) => value)).toEqual(['contact.created', 'contact.tags_updated'])
})

test('a type of the address that the catalog lacks stays to be taken out', () => {
  expect(listTypeOptions(triggers, ['post.*', 'no.such'])[0]).toEqual({
    group: 'Chosen',
    items: [{ value: 'no.such', label: 'no.such' }],
  })
})

test('options are found by name, by type and by module', () => {
  const found = (search: string) =>
    narrowOptions(listTypeOptions(triggers, []), search).flatMap(({ items }) =>
      items.map(({ value }) => value),
    )
  expect(found('tags_upd')).toEqual(['contact.tags_updated'])
  expect(found('contacts CREATED')).toEqual(['contact.created'])
  expect(found('nothing like it')).toEqual([])
})
