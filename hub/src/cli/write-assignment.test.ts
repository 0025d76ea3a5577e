import { execFileSync } from 'node:child_process'
import { sample, string } from 'fast-check'
import { expect, it } from 'vitest'
import { parseAssignment } from './parse-assignment.ts'
import { writeAssignment } from './write-assignment.ts'

it.each([
  ['Spring', 'name=Spring'],
  ['Spring offer', "name='Spring offer'"],
  ["it's", "name='it'\\''s'"],
  [7, 'name=7'],
  [[1], "name:='[1]'"],
  [null, 'name:=null'],
  [undefined, 'name=…'],
])('writes %j as %s', (value, expected) => {
  expect(writeAssignment('name', value)).toBe(expected)
})

it('survives a shell and reads back as it was, whatever the text', () => {
  const texts = sample(string({ unit: 'grapheme' }), 30)
  const words = texts.map((one) => writeAssignment('name', one)).join(' ')
  const seen = execFileSync('sh', ['-c', `printf '%s\\0' ${words}`], { encoding: 'utf8' })
  const read = seen
    .split('\0')
    .slice(0, -1)
    .map((word) => parseAssignment(word).value)
  expect(read).toEqual(texts.map((one) => ({ text: one })))
})
