import { expect, it } from 'vitest'
import { faultOfDetail, longestDetails } from '../store/record.types.ts'
import { TagDetailsFields } from './contract/records.ts'

it('takes back from tables exactly the details that the API takes', () => {
  for (const [name, longest] of Object.entries(longestDetails)) {
    for (const value of ['', 'x'.repeat(longest), 'x'.repeat(longest + 1), 7, ['a']])
      expect([name, value, faultOfDetail(name, value) === undefined]).toEqual([
        name,
        value,
        TagDetailsFields.safeParse({ [name]: value }).success,
      ])
  }
  expect(Object.keys(TagDetailsFields.shape).sort()).toEqual(Object.keys(longestDetails).sort())
})
