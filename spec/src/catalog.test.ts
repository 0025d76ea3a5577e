import { Ajv } from 'ajv'
import formats from 'ajv-formats'
import { describe, expect, test } from 'vitest'
import { generations, listModules, listOperations, loadModule } from './load-module.ts'
import type { Operation } from './operation.types.ts'
import { operationSchemas } from './operation-schemas.ts'

const modules = generations.flatMap((generation) =>
  listModules(generation).map((module) => loadModule(generation, module)),
)

test('every published operation of both generations is there', () => {
  expect(listModules('v2')).toHaveLength(41)
  expect(listModules('v3')).toHaveLength(42)
  expect(listOperations('v2')).toHaveLength(576)
  expect(listOperations('v3')).toHaveLength(627)
  expect(listOperations()).toHaveLength(576 + 627)
})

test('ids are unique, and so are method and path within a generation', () => {
  const operations = listOperations()
  expect(new Set(operations.map(({ id }) => id)).size).toBe(operations.length)
  const places = operations.map(({ generation, method, path }) => {
    return `${generation} ${method} ${path.replaceAll(/\{\w+\}/g, '{}').replace(/\/$/, '')}`
  })
  expect(new Set(places).size).toBe(operations.length)
})

test('an id names its generation and module', () => {
  for (const { id, generation, module } of listOperations()) {
    expect(id).toMatch(/^v[23]\.[a-z-]+\.[a-z0-9-]+$/)
    expect(id.startsWith(`${generation}.${module}.`)).toBe(true)
  }
})

test('versions are those the published files declare', () => {
  const count = (generation: 'v2' | 'v3') =>
    Object.fromEntries(
      Map.groupBy(listOperations(generation), ({ versions }) => versions.join())
        .entries()
        .map(([versions, operations]) => [versions, operations.length]),
    )
  expect(count('v2')).toEqual({ '2021-07-28': 408, '2021-04-15': 139, '': 29 })
  // Two operations of the phone system spell the header in lower case, and are meant.
  expect(count('v3')).toEqual({ v3: 503, '2021-07-28': 94, '': 30 })
})

test('every operation says which tokens it takes', () => {
  expect(listOperations().filter(({ tokenClasses }) => tokenClasses.length === 0)).toEqual([])
  const open = listOperations().filter(({ tokenClasses }) => tokenClasses.includes('none'))
  expect(open.map(({ id }) => id)).toEqual([
    'v2.oauth.get-access-token',
    'v3.chat-widget.get-widget',
    'v3.oauth.get-access-token',
  ])
})

test('every Social Planner operation has exactly one scope of the planner', () => {
  const social = listOperations().filter(({ path }) => path.startsWith('/social-media-posting/'))
  expect(social).toHaveLength(40 + 45)
  for (const { id, scopes, access } of social) {
    expect(scopes, id).toEqual([expect.stringMatching(/^socialplanner\/\w+\.(readonly|write)$/)])
    expect(scopes[0]?.endsWith('.readonly'), id).toBe(access === 'read')
  }
})

test('every parameter of a path is listed and required', () => {
  for (const { id, path, parameters } of listOperations()) {
    const listed = parameters.filter((parameter) => parameter.in === 'path')
    expect(
      listed.every(({ required }) => required),
      id,
    ).toBe(true)
    expect(listed.map(({ name }) => `{${name}}`).toSorted(), id).toEqual(
      (path.match(/\{\w+\}/g) ?? []).toSorted(),
    )
  }
})

test('reading destroys nothing', () => {
  expect(listOperations().filter(({ access, isDestructive }) => access === 'read' && isDestructive)).toEqual(
    [],
  )
})

describe.each(modules)('$generation $module', (module) => {
  test('its schemas refer only to what it defines, and everything defined is used', () => {
    const referenced = new Set(JSON.stringify(module).match(/(?<="#\/\$defs\/)\w+/g))
    expect([...referenced].toSorted()).toEqual(Object.keys(module.$defs))
  })

  test('its schemas are valid JSON Schema', () => {
    const ajv = new Ajv({ strict: false, allErrors: true })
    formats.default(ajv)
    const schema = { $defs: module.$defs, anyOf: module.operations.flatMap(operationSchemas) }
    expect(() => ajv.compile(schema)).not.toThrow()
  })

  test('it holds facts and no prose', () => {
    const words = [...proseKeywords(module), ...sentences(module)]
    expect(words.filter((word) => !spacedNames.has(word))).toEqual([])
  })
})

/** The published names that contain a blank: a value of an enum, and an operation's own id. */
const spacedNames = new Set(['One on One', 'create-integration provider'])

function sentences(value: unknown): string[] {
  if (typeof value === 'string') return /\s/.test(value) ? [value] : []
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(sentences) : []
}

/** Keywords for human readers; property names are not keywords, so a property may be called `description`. */
function proseKeywords({ operations, $defs }: { operations: Operation[]; $defs: object }): string[] {
  const forbidden = ['description', 'summary', 'title', 'example', 'examples', 'externalDocs', 'tags']
  const search = (value: unknown): string[] => {
    if (Array.isArray(value)) return value.flatMap(search)
    if (typeof value !== 'object' || value === null) return []
    return Object.entries(value).flatMap(([key, inner]) => {
      if (key === 'properties') return Object.values(inner as object).flatMap(search)
      return [...(forbidden.includes(key) || key.startsWith('x-') ? [key] : []), ...search(inner)]
    })
  }
  return [...search(operations), ...Object.values($defs).flatMap(search)]
}
