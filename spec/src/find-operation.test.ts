import { expect, test } from 'vitest'
import { findOperation, listModules, listOperations, loadModule, SpecError } from './index.ts'

test('every operation is found by its id', () => {
  for (const operation of listOperations()) expect(findOperation(operation.id)).toBe(operation)
})

test.each([
  '',
  'v3',
  'v3.links',
  'v4.links.get-links',
  'v3.nothing.get',
  'v3.links.nothing',
  'v3.../x.get',
  'v3.links.get-links.x',
])('nothing is found by %j', (id) => {
  expect(findOperation(id)).toBeUndefined()
})

test('a module is read once', () => {
  expect(loadModule('v3', 'links')).toBe(loadModule('v3', 'links'))
})

test('a module that is not published is refused with a hint', () => {
  const attempt = () => loadModule('v2', '../v3/links')
  expect(attempt).toThrow(SpecError)
  expect(attempt).toThrow(
    expect.objectContaining({ code: 'spec.unknown_module', hint: expect.stringContaining('listModules') }),
  )
})

test('changing the list of modules changes nothing for others', () => {
  listModules('v3').length = 0
  expect(listModules('v3')).toHaveLength(42)
})
