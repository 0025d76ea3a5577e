import { expect, test } from 'vitest'
import { describeValue, fieldLabel } from './describe-value.ts'
import { safeColour } from './safe-colour.ts'

test('fields get the names people use', () => {
  expect(fieldLabel('scheduledAt')).toBe('Scheduled at')
  expect(fieldLabel('tagIds')).toBe('Tags')
  expect(fieldLabel('my_field')).toBe('My field')
})

test('any value becomes words', () => {
  expect(describeValue(null)).toBe('nothing')
  expect(describeValue([])).toBe('none')
  expect(describeValue({ likes: 2, comments: 0 })).toBe('likes 2, comments 0')
  expect(describeValue(['a', 1, false])).toBe('a, 1, false')
})

test('a colour from outside cannot carry anything but a colour', () => {
  expect(safeColour('#d6336c')).toBe('#d6336c')
  expect(safeColour('rgb(1 2 3 / 50%)')).toBe('rgb(1 2 3 / 50%)')
  expect(safeColour('url(https://evil.example/x.png)')).toBeUndefined()
  expect(safeColour('red;background:url(x)')).toBeUndefined()
  expect(safeColour(7)).toBeUndefined()
})
