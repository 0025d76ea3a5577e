import { listTriggers } from '@causeway/spec'
import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const source = new URL('../../', import.meta.url)

/** Types of events in every file that makes some. */
function eventTypes(): Set<string> {
  const files = globSync('**/*.ts', { cwd: fileURLToPath(source) })
    .filter((file) => !file.includes('.test.') && !file.includes('test-'))
    .map((file) => readFileSync(new URL(file, source), 'utf8'))
    .filter((text) => /\b(NewEvent|appendEvents)\b/.test(text))
  return new Set(files.flatMap((text) => text.match(/(?<=')[a-z]+\.[a-z_]+(?=')/g) ?? []))
}

it('the catalog lists exactly the events that the hub derives', () => {
  const triggers = listTriggers()
  const derived = triggers.filter(({ source }) => source === 'derived').map(({ id }) => id)
  const webhooks = new Set(triggers.filter(({ source }) => source === 'webhook').map(({ id }) => id))
  // Codes of the store's errors look like types of events.
  const made = [...eventTypes()].filter((type) => !webhooks.has(type) && !type.startsWith('store.'))
  expect(derived.toSorted()).toEqual(made.toSorted())
})
