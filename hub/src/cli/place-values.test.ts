import { describe, expect, it } from 'vitest'
import type { OperationDefinition } from '../api/contract/index.ts'
import { type CallWords, placeValues } from './place-values.ts'

const text = { type: 'string' }

function aDefinition(parts: Partial<OperationDefinition> = {}): OperationDefinition {
  return {
    generation: 'v3',
    operationId: 'v3.offers.update-offer',
    method: 'PUT',
    path: '/offers/{offerId}',
    versions: ['v3'],
    parameters: [
      { name: 'offerId', in: 'path', required: true, schema: text },
      { name: 'limit', in: 'query', required: false, schema: { type: 'integer' } },
      { name: 'kinds', in: 'query', required: false, schema: { type: 'array', items: text } },
    ],
    body: {
      contentTypes: ['application/json'],
      required: true,
      schema: {
        $ref: '#/$defs/Offer',
        $defs: {
          Offer: {
            type: 'object',
            required: ['name'],
            properties: {
              name: text,
              price: { type: 'number' },
              isLive: { type: ['boolean', 'null'] },
              zip: { anyOf: [{ type: 'number' }, text] },
              tags: { type: 'array', items: text },
              steps: { type: 'array', items: { $ref: '#/$defs/Step' } },
              address: { type: 'object', properties: { city: text, floor: { type: 'integer' } } },
            },
          },
          Step: { type: 'object', properties: { delay: { type: 'number' } } },
        },
      },
    },
    success: { status: 200, schema: null },
    failureStatuses: [],
    example: { path: { offerId: 'offer1' }, query: {}, body: { name: 'Spring offer', tags: ['a'] } },
    sdk: null,
    ...parts,
  }
}

const place = (assignments: string[], words: Partial<CallWords> = {}, definition = aDefinition()) =>
  placeValues(definition, { assignments, ...words })
const refusal = (work: () => unknown) => {
  try {
    work()
  } catch (problem) {
    return problem as { code: string; message: string; hint: string }
  }
  throw new Error('nothing was refused')
}

it('puts each value where the definition has its field, as the type it has there', () => {
  const words = ['offerId=7', 'limit=10', 'name=7', 'price=2.5', 'isLive=true', 'zip=0150']
  expect(place(words)).toEqual({
    path: { offerId: '7' },
    query: { limit: 10 },
    body: { name: '7', price: 2.5, isLive: true, zip: '0150' },
  })
})

it('nests, makes lists, and takes JSON as it is', () => {
  const words = [
    'offerId=7',
    'name=x',
    'address.city=Oslo',
    'address.floor=3',
    'address.more.deep=1',
    'tags[]=a',
    'tags=b',
    'kinds=one',
    'kinds=two',
    'steps.0.delay=5',
    'steps.1:={"delay":6}',
    'price:=null',
  ]
  expect(place(words)).toEqual({
    path: { offerId: '7' },
    query: { kinds: ['one', 'two'] },
    body: {
      name: 'x',
      address: { city: 'Oslo', floor: 3, more: { deep: '1' } },
      tags: ['a', 'b'],
      steps: [{ delay: 5 }, { delay: 6 }],
      price: null,
    },
  })
})

it('names the nearest field for an unknown one, and how to send it nevertheless', () => {
  const { code, message, hint } = refusal(() => place(['offerId=7', 'naem=x']))
  expect(code).toBe('cli.usage')
  expect(message).toContain('takes no "naem". Did you mean name?')
  expect(hint).toContain('body:naem=')
  expect(place(['offerId=7', 'name=x', 'body:naem=x']).body).toEqual({ name: 'x', naem: 'x' })
})

it('lists what is missing, with examples that can be copied', () => {
  const { message, hint } = refusal(() => place(['price=2']))
  expect(message).toBe('v3.offers.update-offer needs offerId (path), name (body)')
  expect(hint).toBe("Add offerId=offer1 name='Spring offer'")
})

it.each([
  ['limit=ten', '"limit" takes whole number, not "ten"'],
  ['price=', '"price" takes number, not ""'],
  ['address=Oslo', '"address" takes object, not the text "Oslo"'],
  ['name.first=x', ''],
])('refuses %s', (word, message) => {
  const words = ['offerId=7', 'name=y', word]
  expect(refusal(() => place(words))).toMatchObject({
    code: 'cli.usage',
    message: expect.stringContaining(message) as string,
  })
})

it('refuses lists with gaps, and a value that is both single and nested', () => {
  expect(refusal(() => place(['offerId=7', 'name=x', 'steps.2.delay=1'])).message).toContain('without gaps')
  expect(refusal(() => place(['offerId=7', 'name=x', 'price=1', 'price[]=2'])).message).toContain('both')
})

it('puts values over the body of --body, and does not change that', () => {
  const body = { name: 'x', address: { city: 'Oslo' } }
  expect(place(['offerId=7', 'address.floor=2'], { body }).body).toEqual({
    name: 'x',
    address: { city: 'Oslo', floor: 2 },
  })
  expect(body).toEqual({ name: 'x', address: { city: 'Oslo' } })
})

describe('a body without listed fields', () => {
  const open = aDefinition({
    body: { contentTypes: ['application/json'], required: true, schema: { type: 'object' } },
  })
  it('takes any, as text', () => {
    expect(place(['offerId=7', 'page=2', 'sort.by=name'], {}, open).body).toEqual({
      page: '2',
      sort: { by: 'name' },
    })
  })
  it('is sent empty rather than not at all', () => {
    expect(place(['offerId=7'], {}, open).body).toEqual({})
  })
})

describe('fields that name the location', () => {
  const owned = aDefinition({
    parameters: [
      { name: 'locationId', in: 'query', required: true, schema: text },
      { name: 'altId', in: 'query', required: true, schema: text },
      { name: 'altType', in: 'query', required: true, schema: text },
    ],
    body: {
      contentTypes: ['application/json'],
      required: true,
      schema: { type: 'object', required: ['locationId'], properties: { locationId: text, companyId: text } },
    },
  })
  it('are filled by --location wherever they are required', () => {
    expect(place([], { locationId: 'loc' }, owned)).toEqual({
      path: {},
      query: { locationId: 'loc', altId: 'loc', altType: 'location' },
      body: { locationId: 'loc' },
    })
  })
  it('keep what was given, which goes wherever the field is required', () => {
    expect(place(['locationId=other', 'altId=one'], { locationId: 'loc' }, owned)).toMatchObject({
      query: { locationId: 'other', altId: 'one' },
      body: { locationId: 'other' },
    })
  })
})

it('does not ask for a field that comes as a file', () => {
  const upload = aDefinition({
    parameters: [],
    body: {
      contentTypes: ['multipart/form-data'],
      required: true,
      schema: {
        type: 'object',
        required: ['file'],
        properties: { file: { type: 'string', format: 'binary' } },
      },
    },
  })
  expect(place([], { fileFields: ['file'] }, upload).body).toEqual({})
  expect(refusal(() => place([], {}, upload)).message).toContain('file (body)')
})
