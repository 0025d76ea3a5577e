import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { generations, listModules, listOperations, loadModule } from '../src/load-module.ts'
import { renderEntries } from './catalog-files.ts'
import { compileEntries, pathShape } from './compile-entries.ts'
import { operationPairs } from './judgements/paired-operations.ts'

const modules = generations.flatMap((generation) =>
  listModules(generation).map((module) => loadModule(generation, module)),
)

test('the committed list of entries is what the committed operations give', () => {
  const committed = readFileSync(new URL('../data/catalog.json', import.meta.url), 'utf8')
  expect(renderEntries(compileEntries(modules))).toBe(committed)
})

test('a pair is needed only where method or path differ', () => {
  const shapes = new Map(listOperations().map((operation) => [operation.id, pathShape(operation)]))
  for (const { v2, v3 } of operationPairs) expect(shapes.get(v2), v2).not.toBe(shapes.get(v3))
})

test('a judgement about what is published no more is refused', () => {
  const without = modules.filter(({ module }) => module !== 'oauth')
  expect(() => compileEntries(without)).toThrow(/published no more: v2\.oauth\.get-installed-location/)
})
