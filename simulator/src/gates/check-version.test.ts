import { expect, test } from 'vitest'
import { SimulatedRefusal } from '../simulator.types.ts'
import { readVersion } from './check-version.ts'

const refusalOf = (header: string | undefined) => {
  try {
    return readVersion(header)
  } catch (error) {
    if (error instanceof SimulatedRefusal) return [error.status, error.message]
    throw error
  }
}

test.each([
  ['v3', 'v3'],
  ['2021-07-28', 'v2'],
  ['2021-04-15', 'v2'],
  ['2023-02-21', 'v2'],
  ['legacy', 'v2'],
])('%s asks for generation %s', (header, generation) => {
  expect(readVersion(header)).toBe(generation)
})

test.each([
  [undefined, [401, 'version header was not found.']],
  ['', [401, 'version header was not found.']],
  ['2020-01-01', [401, 'version header is invalid']],
  ['v4', [401, 'version header is invalid']],
  ['banana', [400, "Invalid API version segment 'banana' at position 0"]],
  ['2021-july-28', [400, "Invalid API version segment 'july' at position 1"]],
])('%s is refused as GHL refuses it', (header, refusal) => {
  expect(refusalOf(header)).toEqual(refusal)
})
