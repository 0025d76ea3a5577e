import { stripVTControlCharacters } from 'node:util'
import { expect, it } from 'vitest'
import type { CatalogEntry, OperationDefinition } from '../api/contract/index.ts'
import { renderEntry } from './render-entry.ts'
import { writeExample } from './write-example.ts'

function aDefinition(parts: Partial<OperationDefinition> = {}): OperationDefinition {
  return {
    generation: 'v3',
    operationId: 'v3.offers.create-offer',
    method: 'POST',
    path: '/offers/',
    versions: ['v3'],
    parameters: [
      { name: 'locationId', in: 'query', required: true, schema: { type: 'string' } },
      { name: 'notify', in: 'query', required: false, schema: { type: 'boolean' } },
    ],
    body: {
      contentTypes: ['application/json'],
      required: true,
      schema: {
        type: 'object',
        required: ['name'],
        properties: {
          name: { type: 'string' },
          kind: { enum: ['flat', 'percent'] },
          steps: { type: 'array', items: { type: 'object' } },
        },
      },
    },
    success: {
      status: 201,
      schema: { type: 'object', required: ['offer'], properties: { offer: { type: 'object' } } },
    },
    failureStatuses: [400],
    example: {
      path: {},
      query: { locationId: 'loc1', notify: true },
      body: { name: 'Spring offer', steps: [{ days: 1 }] },
    },
    sdk: null,
    ...parts,
  }
}

function anEntry(parts: Partial<CatalogEntry> = {}): CatalogEntry {
  return {
    id: 'offers.create-offer',
    kind: 'operation',
    module: 'offers',
    moduleTitle: 'Offers',
    title: 'Create an offer',
    summary: 'Adds an offer to a location.',
    access: 'write',
    method: 'POST',
    path: '/offers/',
    generations: ['v3'],
    scopes: ['offers.write'],
    missingScopes: null,
    tokenClasses: ['location'],
    isDestructive: false,
    costsMoney: false,
    isDeprecated: false,
    isWithheld: false,
    pagination: null,
    source: null,
    definitions: [aDefinition()],
    trigger: null,
    related: [{ id: 'offers.get-offer', title: 'Get an offer' }],
    ...parts,
  }
}

const page = (entry: CatalogEntry) => stripVTControlCharacters(renderEntry(entry, entry.definitions[0]))

it('tells what an operation does, takes and answers, and how to call it', () => {
  expect(page(anEntry())).toBe(`Create an offer  offers.create-offer
Adds an offer to a location.

POST /offers/
Generation v3, Version v3
Writes · for a location
Scopes: offers.write

Values
  locationId  query  needed  text
  notify      query          true or false

Body application/json
  name   body  needed  text
  kind   body          one of flat, percent
  steps  body          list of object

Answer 201
  offer  always  object

Call it
  causeway call offers.create-offer --location "$LOCATION" notify=true name='Spring offer' steps:='[{"days":1}]'

See also
  offers.get-offer  Get an offer`)
})

it('says what a location’s connection lacks', () => {
  expect(page(anEntry({ missingScopes: ['offers.write'] }))).toContain('lacks offers.write')
  expect(page(anEntry({ missingScopes: [] }))).toContain('holds every scope')
})

it('warns of what cannot be undone or costs money, and writes the flag', () => {
  const shown = page(anEntry({ isDestructive: true, costsMoney: true }))
  expect(shown).toContain('cannot be undone · costs money')
  expect(shown).toMatch(/causeway call .+ --confirm\n/)
})

it('writes no command line for what cannot be called', () => {
  const shown = page(anEntry({ isWithheld: true }))
  expect(shown).toContain('it cannot be called')
  expect(shown).not.toContain('causeway call')
})

it('explains a trigger and shows its data', () => {
  const shown = page(
    anEntry({
      id: 'offer.created',
      kind: 'trigger',
      definitions: [],
      source: 'webhook',
      trigger: {
        webhook: { event: 'OfferCreate', type: null, traps: ['Its body comes without an id.'] },
        payload: { type: 'object', properties: { name: { type: 'string' } } },
        example: { name: 'Spring offer' },
      },
    }),
  )
  expect(shown).toContain('OfferCreate in the CRM’s settings; its body carries no "type".')
  expect(shown).toContain('Its body comes without an id.')
  expect(shown).toContain('"name": "Spring offer"')
})

it.each([
  [
    'an older generation',
    aDefinition({ generation: 'v2', parameters: [], body: null }),
    'causeway call offers.create-offer --generation v2 --location "$LOCATION"',
  ],
  [
    'a list as body',
    aDefinition({
      parameters: [],
      body: { contentTypes: ['application/json'], required: true, schema: { type: 'array' } },
      example: { path: {}, query: {}, body: [{ id: 'a b' }] },
    }),
    `echo '[{"id":"a b"}]' | causeway call offers.create-offer --location "$LOCATION" --body -`,
  ],
  [
    'a file',
    aDefinition({
      parameters: [],
      body: {
        contentTypes: ['multipart/form-data'],
        required: true,
        schema: { type: 'object', properties: { file: { type: 'string', format: 'binary' } } },
      },
      example: { path: {}, query: {}, body: { file: 'x' } },
    }),
    'causeway call offers.create-offer --location "$LOCATION" --file file=./a-file',
  ],
])('writes a command line for %s', (_title, definition, expected) => {
  expect(writeExample(anEntry(), definition)).toBe(expected)
})
