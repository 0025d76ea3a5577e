import { expect, it } from 'vitest'
import { fitAnswer, pickFields } from './fit-answer.ts'

const contacts = (count: number, text = 'x') =>
  Array.from({ length: count }, (_, index) => ({ id: index, text }))

it('an answer that is short enough is left alone', () => {
  const value = { contacts: contacts(3) }
  expect(fitAnswer(value)).toEqual({ value })
})

it('a long list is cut, and says what is missing and what to do', () => {
  const { value, cut } = fitAnswer({ contacts: contacts(5000), total: 5000 }, 5000)
  expect(JSON.stringify(value).length).toBeLessThanOrEqual(5000)
  const shown = (value as { contacts: unknown[]; total: number }).contacts
  expect(shown.at(-1)).toBe(`… ${5000 - (shown.length - 1)} more`)
  expect((value as { total: number }).total).toBe(5000)
  expect(cut).toContain('fields')
})

it('long texts are cut before lists get very short', () => {
  const { value } = fitAnswer({ contacts: contacts(20, 'y'.repeat(3000)) }, 12_000)
  expect((value as { contacts: unknown[] }).contacts).toHaveLength(20)
  expect(JSON.stringify(value)).toContain('… (3000 characters)')
})

it('what cannot be cut sensibly still fits', () => {
  const wide = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`field${index}`, index]))
  expect(JSON.stringify(fitAnswer(wide, 2000).value).length).toBeLessThanOrEqual(2000)
  expect(fitAnswer('z'.repeat(100_000), 2000).cut).toBeDefined()
})

it('fields are kept by path, through lists', () => {
  const value = { contacts: [{ id: 1, email: 'a', tags: [{ id: 't', name: 'n' }] }], total: 1, meta: {} }
  expect(pickFields(value, ['contacts.email', 'contacts.tags.name', 'total'])).toEqual({
    contacts: [{ email: 'a', tags: [{ name: 'n' }] }],
    total: 1,
  })
  expect(pickFields(value, ['contacts', 'contacts.email'])).toEqual({ contacts: value.contacts })
  expect(pickFields(value, ['nothing', 'constructor', '__proto__'])).toEqual({})
})
