import { afterAll, expect, test } from 'vitest'
import { createExpressions } from './create-expressions.ts'

const expressions = createExpressions({ threads: 1 })
afterAll(() => expressions.stop())

test('an expression reads its input and variables', async () => {
  const outcome = await expressions.evaluate(
    '$sum(likes) + $extra',
    { likes: [1, 2, 3] },
    { timeoutMs: 2000, variables: { extra: 4 } },
  )
  expect(outcome).toEqual({ ok: true, value: 10 })
})

test('what finds nothing is undefined, and a function is told to be none', async () => {
  expect(await expressions.evaluate('missing.path', {}, { timeoutMs: 2000 })).toEqual({
    ok: true,
    value: undefined,
  })
  for (const source of ['function($x){$x}', '$sum'])
    expect(await expressions.evaluate(source, {}, { timeoutMs: 2000 })).toMatchObject({
      ok: false,
      problem: { message: 'The expression makes a function, not a value.' },
    })
})

test('a mistake in the syntax is told with its place', async () => {
  const outcome = await expressions.evaluate('name &\n  (1 + ', {})
  expect(outcome).toMatchObject({ ok: false, problem: { kind: 'syntax', line: 2 } })
})

test('a failing expression is told with its place', async () => {
  const outcome = await expressions.evaluate('"a" + 1', {}, { timeoutMs: 2000 })
  expect(outcome).toMatchObject({ ok: false, problem: { kind: 'failed', line: 1, column: 5 } })
})

test.each([
  ['endless recursion', '($f := function($n){ $f($n+1) }; $f(0))', {}],
  ['a regular expression that backtracks', '$match(text, /^(a+)+$/)', { text: `${'a'.repeat(40)}!` }],
])('%s is killed, and the next expression works', async (_name, source, input) => {
  const begun = performance.now()
  const outcome = await expressions.evaluate(source, input)
  expect(outcome).toMatchObject({ ok: false, problem: { kind: 'timeout' } })
  expect(performance.now() - begun).toBeLessThan(5000)
  expect(await expressions.evaluate('1 + 1', {}, { timeoutMs: 5000 })).toEqual({ ok: true, value: 2 })
})

test('memory is limited', async () => {
  const outcome = await expressions.evaluate(
    '($f := function($s){ $f($s & $s) }; $f("xxxxxxxxxxxxxxxx"))',
    {},
    { timeoutMs: 8000 },
  )
  expect(outcome).toMatchObject({ ok: false })
}, 20_000)

test('many are answered in order, and one that hangs harms only itself', async () => {
  const jobs = Array.from({ length: 450 }, (_, place) => ({
    source: place === 5 ? '($f := function($n){ $f($n+1) }; $f(0))' : 'n * 2',
    input: { n: place },
  }))
  const outcomes = await expressions.evaluateAll(jobs, { timeoutMs: 1000 })
  expect(outcomes[5]).toMatchObject({ ok: false, problem: { kind: 'timeout' } })
  const values = outcomes.flatMap((outcome, place) => (place === 5 ? [] : [outcome]))
  expect(values).toEqual(
    jobs.flatMap(({ input }, place) => (place === 5 ? [] : [{ ok: true, value: input.n * 2 }])),
  )
}, 15_000)

test('after the stop nothing is evaluated', async () => {
  const other = createExpressions()
  const underWay = other.evaluate('($f := function($n){ $f($n+1) }; $f(0))', {}, { timeoutMs: 60_000 })
  await other.stop()
  expect(await underWay).toMatchObject({ ok: false })
  expect(await other.evaluate('1', {})).toMatchObject({ ok: false })
})
