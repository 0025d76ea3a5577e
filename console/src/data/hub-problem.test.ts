import { expect, test } from 'vitest'
import { queryString } from './call-hub.ts'
import { readProblem } from './hub-problem.ts'

const answer = (status: number, body: string) => new Response(body, { status })

test('a problem document keeps its words', async () => {
  const problem = await readProblem(
    answer(409, JSON.stringify({ code: 'tags.conflict', detail: 'Version 3 is stored', hint: 'Read it again', requestId: 'r1' })),
  )
  expect(problem).toMatchObject({ status: 409, code: 'tags.conflict', message: 'Version 3 is stored', hint: 'Read it again' })
})

test('a page of a proxy gets words as well', async () => {
  const problem = await readProblem(answer(502, '<html>Bad gateway</html>'))
  expect(problem.code).toBe('console.unreadable_answer')
  expect(problem.message).toContain('502')
})

test('invalid fields are found by their last name', async () => {
  const details = { issues: [{ path: 'body/email', message: 'Not an address' }, { path: ['name'], message: 'Too short' }, 5] }
  const problem = await readProblem(answer(400, JSON.stringify({ code: 'x', detail: 'y', details })))
  expect(problem.fieldMessages).toEqual({ email: 'Not an address', name: 'Too short' })
})

test('a query leaves out what is not set and escapes the rest', () => {
  expect(queryString({ a: 'x&y', b: undefined, c: null, d: '', e: 0, f: false })).toBe('?a=x%26y&e=0&f=false')
  expect(queryString({})).toBe('')
})
