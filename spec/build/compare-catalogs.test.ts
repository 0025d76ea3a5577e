import { expect, test } from 'vitest'
import { loadModule } from '../src/load-module.ts'
import type { OperationModule } from '../src/operation.types.ts'
import { compareCatalogs, describeDrift } from './compare-catalogs.ts'

const before = loadModule('v3', 'links')

function changed(change: (module: OperationModule) => void): OperationModule {
  const copy = structuredClone(before)
  change(copy)
  return copy
}

test('the same catalog has not drifted', () => {
  expect(compareCatalogs([before], [structuredClone(before)])).toEqual([])
  expect(describeDrift([])).toEqual(['No drift: the published files say what spec/data says.'])
})

test('the order of properties and of operations is no drift', () => {
  const after = changed((module) => {
    module.operations.reverse()
    for (const schema of Object.values(module.$defs)) {
      schema.properties = Object.fromEntries(Object.entries(schema.properties ?? {}).toReversed())
    }
  })
  expect(compareCatalogs([before], [after])).toEqual([])
})

test('added and removed operations are named', () => {
  const after = changed((module) => {
    const [first] = module.operations
    if (first) module.operations[0] = { ...first, id: 'v3.links.a-new-one' }
  })
  expect(compareCatalogs([before], [after])).toMatchObject([
    { kind: 'added', id: 'v3.links.a-new-one' },
    { kind: 'removed', id: 'v3.links.create-link' },
  ])
})

test('a changed definition shows at every operation that uses it', () => {
  const after = changed((module) => {
    module.$defs['LinksDto'] = { type: 'object' }
  })
  const drift = compareCatalogs([before], [after])
  expect(drift.map(({ id, facts }) => [id, facts])).toEqual([['v3.links.create-link', ['body']]])
  expect(describeDrift(drift)).toEqual(['changed  v3.links.create-link  POST /links/  body'])
})

test('a changed fact is named', () => {
  const after = changed((module) => {
    for (const operation of module.operations) operation.scopes = ['links.everything']
  })
  const drift = compareCatalogs([before], [after])
  expect(drift).toHaveLength(before.operations.length)
  expect(drift.every(({ facts }) => facts.join() === 'scopes')).toBe(true)
})
