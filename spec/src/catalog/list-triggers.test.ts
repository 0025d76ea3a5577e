import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { expect, test } from 'vitest'
import { webhooks } from '../../triggers/webhooks.ts'
import { catalogModules } from './catalog-modules.ts'
import { findEntry, listCatalogModules } from './find-entry.ts'
import { findTrigger, listTriggers } from './list-triggers.ts'

const triggers = listTriggers()
const published = JSON.parse(
  readFileSync(new URL('../../data/webhooks.json', import.meta.url), 'utf8'),
) as object

test('all 77 events of the live list are there, under ids in the past tense', () => {
  expect(webhooks).toHaveLength(77)
  expect(new Set(webhooks.map(({ event }) => event)).size).toBe(77)
  expect(triggers.filter(({ source }) => source === 'webhook')).toHaveLength(77)
  for (const { id } of webhooks) expect(id).toMatch(/^[a-z_]+\.[a-z_]*(ed|sent|paid)(_to_provider)?$/)
})

test('every published payload belongs to an event, and every event has a payload', () => {
  const events = new Set(webhooks.map(({ event }) => event))
  expect(Object.keys(published)).toHaveLength(58)
  expect(Object.keys(published).filter((event) => !events.has(event))).toEqual([])
  for (const { event, unpublished } of webhooks) {
    if (unpublished) expect(unpublished.evidence, event).toMatch(/\w{10,}|D|S3/)
    else expect(Object.keys(published), event).toContain(event)
  }
})

test('the example of each trigger fits its payload', () => {
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  formats.default(ajv)
  for (const { id, payload, example } of triggers) {
    const validate = ajv.compile(payload)
    expect(validate(example), `${id}: ${ajv.errorsText(validate.errors)}`).toBe(true)
  }
})

test('a type that is not the name of the event is told', () => {
  expect(findTrigger('app.installed')?.webhook).toMatchObject({ event: 'AppInstall', type: 'INSTALL' })
  expect(findTrigger('conversation.unread_updated')?.webhook?.type).toBe('ConversationUnreadUpdate')
  expect(findTrigger('invoice.paid')?.webhook?.type).toBeNull()
  for (const { id, webhook } of triggers) {
    if (webhook && webhook.type !== webhook.event) expect(webhook.traps, id).not.toEqual([])
    if (webhook?.type != null) expect(findTrigger(id)?.payload.properties?.['type']?.const).toBe(webhook.type)
  }
})

test('ids are unique over triggers and operations, titles within a module', () => {
  expect(new Set(triggers.map(({ id }) => id)).size).toBe(triggers.length)
  expect(new Set(triggers.map(({ module, title }) => `${module} ${title}`)).size).toBe(triggers.length)
  const modules = new Set(catalogModules.map(({ module }) => module))
  for (const { id, module, title, summary } of triggers) {
    expect(findEntry(id)?.kind, id).toBe('trigger')
    expect(modules.has(module), id).toBe(true)
    expect(summary, id).toMatch(/^[A-Z].{15,}\.$/s)
    expect(`${title} ${summary}`, id).not.toMatch(/GHL|HighLevel/i)
  }
})

test('modules say how much they hold, and none is empty', () => {
  const modules = listCatalogModules()
  expect(modules.reduce((sum, one) => sum + one.operations, 0)).toBe(654)
  expect(modules.reduce((sum, one) => sum + one.triggers, 0)).toBe(triggers.length)
  expect(modules.filter((one) => one.operations + one.triggers === 0)).toEqual([])
})
