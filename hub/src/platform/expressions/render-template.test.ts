import { expect, test } from 'vitest'
import { checkTemplate, renderTemplate } from './render-template.ts'

test('a template fills in values', () => {
  const outcome = renderTemplate(
    'Hello {{ name | upcase }}{% if tags %}: {{ tags | join: "+" }}{% endif %}',
    {
      name: 'post',
      tags: ['a', 'b'],
    },
  )
  expect(outcome).toEqual({ ok: true, text: 'Hello POST: a+b' })
})

test('a variable that is missing is empty, or a problem when asked', () => {
  expect(renderTemplate('<{{ nothing }}>', {})).toEqual({ ok: true, text: '<>' })
  expect(renderTemplate('a\n{{ nothing }}', {}, { strict: true })).toMatchObject({
    ok: false,
    problem: { line: 2 },
  })
})

test('a mistake in the syntax is told with its place', () => {
  expect(checkTemplate('one\n{% if %}')).toMatchObject({ kind: 'syntax', line: 2 })
  expect(checkTemplate('{{ name | nofilter }}')).toMatchObject({ kind: 'syntax' })
  expect(checkTemplate('{{ name }}')).toBeUndefined()
})

test('nothing behind the values is reached', () => {
  for (const source of ['{{ name.constructor }}', '{{ name.__proto__ }}', '{{ constructor.constructor }}'])
    expect(renderTemplate(source, { name: { a: 1 } })).toEqual({ ok: true, text: '' })
  expect(renderTemplate('{% include "/etc/passwd" %}', {})).toMatchObject({ ok: false })
  expect(renderTemplate('{% render "../x" %}', {})).toMatchObject({ ok: false })
})

test('what a value holds is never run as a template', () => {
  expect(renderTemplate('{{ text }}', { text: '{{ secret }}', secret: 's' })).toEqual({
    ok: true,
    text: '{{ secret }}',
  })
})

test('a template that multiplies is stopped', () => {
  const bomb = '{% for a in (1..10000) %}{% for b in (1..10000) %}xxxxxxxxxx{% endfor %}{% endfor %}'
  const begun = performance.now()
  expect(renderTemplate(bomb, {})).toMatchObject({ ok: false, problem: { kind: 'too_large' } })
  expect(performance.now() - begun).toBeLessThan(3000)
})
