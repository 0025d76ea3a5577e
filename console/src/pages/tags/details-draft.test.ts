import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { detailsOf, differingFields, draftOf, draftProblem, extraField } from './details-draft.ts'

test('any details survive being edited without a change', () => {
  const details = fc.dictionary(
    fc.string({ minLength: 1, maxLength: 12 }).filter((name) => name.trim() === name && name !== '__proto__'),
    fc
      .jsonValue({ maxDepth: 2 })
      .filter((value) => !Object.is(value, -0) && !JSON.stringify(value).includes('-0')),
  )
  fc.assert(
    fc.property(details, (extra) => {
      const { colour: _, description: __, owner: ___, campaign: ____, ...others } = extra
      const stored = { ...others, colour: '#fff', campaign: 'Spring' }
      expect(differingFields(detailsOf(draftOf(stored)), stored)).toEqual([])
    }),
  )
})

test('empty fields are left out, and values that are JSON keep their kind', () => {
  const draft = {
    ...draftOf(null),
    owner: '  ',
    campaign: ' Spring ',
    extra: [extraField('budget', '1200'), extraField('note', 'a b')],
  }
  expect(detailsOf(draft)).toEqual({ campaign: 'Spring', budget: 1200, note: 'a b' })
})

test('two fields of one name cannot be stored, nor one without a name', () => {
  const draft = draftOf(null)
  expect(draftProblem({ ...draft, extra: [extraField('a', '1'), extraField(' a', '2')] })).toContain('“a”')
  expect(draftProblem({ ...draft, extra: [extraField('owner', 'x')] })).toContain('owner')
  expect(draftProblem({ ...draft, extra: [extraField('', 'x')] })).toContain('name')
  expect(draftProblem({ ...draft, extra: [extraField('', '')] })).toBeUndefined()
})
