import { describe, expect, it } from 'vitest'
import { checkDefinition, checkSource } from './check-definition.ts'
import { diffDefinitions } from './diff-definitions.ts'

const now = new Date('2026-06-01T00:00:00Z')
const withSteps = (...steps: object[]) => ({
  name: 'T',
  trigger: { type: 'event', events: ['post.published'] },
  steps,
})
const errors = (value: unknown, around = {}) =>
  checkDefinition(value, now, around).issues.map(({ path, message, suggestions, severity }) => ({
    path,
    message,
    ...(suggestions.length > 0 && { suggestions }),
    ...(severity === 'warning' && { severity }),
  }))
const say = { id: 'say', type: 'transform', value: 1 }

describe('a definition', () => {
  it('without mistakes passes', () => {
    expect(errors(withSteps(say))).toEqual([])
  })

  it.each([
    [
      'an unknown operation',
      { id: 'a', type: 'call', operation: 'contacts.get-contct' },
      'steps.0.operation',
      /no operation.*contacts\.get-contact/,
    ],
    [
      'a missing path parameter',
      { id: 'a', type: 'call', operation: 'contacts.get-contact' },
      'steps.0.path',
      /needs "contactId"/,
    ],
    [
      'a strange parameter',
      { id: 'a', type: 'call', operation: 'contacts.get-contact', path: { contactID: 1, contactId: 1 } },
      'steps.0.path.contactID',
      /Did you mean contactId/,
    ],
    [
      'a deletion that is not confirmed',
      { id: 'a', type: 'call', operation: 'contacts.delete-contact', path: { contactId: '1' } },
      'steps.0.confirm',
      /confirm: true/,
    ],
    [
      'an unknown kind of step',
      { id: 'a', type: 'htpp', url: 'x' },
      'steps.0.type',
      /no step of type "htpp".*http/,
    ],
    [
      'a strange field',
      { id: 'a', type: 'http', url: 'https://a.example', boddy: 1 },
      'steps.0.boddy',
      /Did you mean body/,
    ],
    ['a missing field', { id: 'a', type: 'http' }, 'steps.0.url', /missing/],
    [
      'a bad expression',
      { id: 'a', type: 'transform', value: { x: ['{{ 1 + }}'] } },
      'steps.0.value.x.0',
      /line 1/,
    ],
    [
      'an expression that is not closed',
      { id: 'a', type: 'transform', value: 'a {{ event.x' },
      'steps.0.value',
      /character 3 is not closed/,
    ],
    [
      'a strange name',
      { id: 'a', type: 'transform', value: '{{ evnt.data }}' },
      'steps.0.value',
      /Did you mean event/,
    ],
    [
      'a step that is not there',
      { id: 'a', type: 'transform', value: '{{ steps.b.output }}' },
      'steps.0.value',
      /no step "b"/,
    ],
    [
      'an item outside of loops',
      { id: 'a', type: 'transform', value: '{{ item.x }}' },
      'steps.0.value',
      /only inside a loop/,
    ],
    [
      'a bad condition',
      { id: 'a', type: 'condition', if: { field: 'event.x' } },
      'steps.0.if',
      /is no condition/,
    ],
    [
      'a strange comparison',
      { id: 'a', type: 'condition', if: { field: 'event.x', is: 'equal', value: 1 } },
      'steps.0.if',
      /is no condition/,
    ],
    ['a length of time', { id: 'a', type: 'delay', for: 'two hours' }, 'steps.0.for', /no length of time/],
    ['an address', { id: 'a', type: 'http', url: 'ftp://a.example/x' }, 'steps.0.url', /no http or https/],
    [
      'a secret where none is sent',
      { id: 'a', type: 'transform', value: '{{ secrets.KEY }}' },
      'steps.0.value',
      /only in the address, the headers and the body/,
    ],
    [
      'a secret in an expression',
      { id: 'a', type: 'http', url: 'https://a.example', body: { k: '{{ "x" & secrets.KEY }}' } },
      'steps.0.body.k',
      /stands by itself/,
    ],
    [
      'an event to wait for',
      { id: 'a', type: 'wait_for_event', events: ['post.publishd'] },
      'steps.0.events.0',
      /post\.published/,
    ],
  ])('with %s is told where', (_name, step, path, message) => {
    expect(errors(withSteps(step))).toMatchObject([{ path, message: expect.stringMatching(message) }])
  })

  it.each([
    [{ type: 'event', events: ['post.publish'] }, 'trigger.events.0', /Did you mean post\.published/],
    [{ type: 'event', events: ['nothing.*'] }, 'trigger.events.0', /no trigger/],
    [{ type: 'schedule', cron: '61 * * * *' }, 'trigger.cron', /no schedule/],
    [{ type: 'schedule', cron: '0 9 * * *', timezone: 'Mars/Base' }, 'trigger.timezone', /no time zone/],
    [{ type: 'manual', input: { type: 'objekt' } }, 'trigger.input', /no JSON schema/],
    [{ type: 'webhook' }, 'trigger.type', /no trigger of type/],
    [{ type: 'segment', segment: 's', change: 'left' }, 'trigger.type', /not there yet/],
  ])('with the trigger %j is told where', (trigger, path, message) => {
    expect(errors({ ...withSteps(say), trigger })).toMatchObject([
      { path, message: expect.stringMatching(message) },
    ])
  })

  it('with credentials to be read by everybody, or secrets there are not, is warned of and can be saved', () => {
    const step = {
      id: 'a',
      type: 'http',
      url: '{{ secrets.URL }}',
      headers: { authorization: 'Bearer abc', 'x-app': 'Shop', 'X-Api-Key': '{{ secrets.KEY }}' },
      body: 'secrets of {{ event.data.secrets }}',
    }
    const { issues, isValid } = checkDefinition(withSteps(step), new Date(), { secrets: new Set(['KEYS']) })
    expect(isValid).toBe(true)
    expect(issues.map(({ path, severity, message }) => ({ path, severity, message }))).toEqual([
      { path: 'steps.0', severity: 'warning', message: 'There is no secret "URL" yet' },
      { path: 'steps.0', severity: 'warning', message: expect.stringContaining('Did you mean KEYS') },
      {
        path: 'steps.0.headers.authorization',
        severity: 'warning',
        message: expect.stringContaining('can be read by everybody'),
      },
    ])
  })

  it('with jumps that dangle, go back or into something is refused', () => {
    const step = (id: string, more = {}) => ({ id, type: 'transform', value: 1, ...more })
    expect(errors(withSteps(step('a', { next: 'z' }), step('b')))).toMatchObject(
      [{ path: 'steps.0.next', message: /no step "z"/ }].map(({ path }) => ({ path })),
    )
    expect(errors(withSteps(step('a'), step('b'), step('c', { next: 'a' })))[0]!.message).toContain(
      'a → b → c → a',
    )
    expect(errors(withSteps(step('a', { next: 'a' })))[0]!.message).toContain('a → a')
    const into = withSteps(step('a', { next: 'in' }), {
      id: 'c',
      type: 'condition',
      if: { field: 'event', is: 'exists' },
      do: [step('in')],
    })
    expect(errors(into)[0]!.message).toContain('inside of something else')
    const out = withSteps(
      { id: 'l', type: 'loop', over: '{{ event.data }}', do: [step('in', { next: 'b' })] },
      step('b'),
    )
    expect(errors(out)[0]!.message).toContain('cannot leave the loop')
    const fine = withSteps(
      { id: 'c', type: 'condition', if: { field: 'event', is: 'exists' }, do: [step('in', { next: 'b' })] },
      step('x'),
      step('b', { next: 'end' }),
    )
    expect(errors(fine)).toEqual([])
  })

  it('reads steps only where they ran', () => {
    const definition = withSteps(
      { id: 'a', type: 'transform', value: '{{ steps.b.output }}' },
      {
        id: 'b',
        type: 'transform',
        value: '{{ steps.a.output }}',
        onError: [{ id: 'e', type: 'transform', value: '{{ steps.b.error.code }}' }],
      },
      {
        id: 'l',
        type: 'loop',
        over: '{{ steps.a.output }}',
        collect: '{{ steps.in.output }}',
        do: [{ id: 'in', type: 'transform', value: '{{ item & index & steps.b.output }}' }],
      },
      { id: 'c', type: 'transform', value: '{{ steps.in.output }} and "steps.nothing"' },
    )
    expect(errors(definition).map(({ path }) => path)).toEqual(['steps.0.value', 'steps.3.value'])
  })

  it('that calls itself through others is refused, and one that calls nobody is warned', () => {
    const definition = { ...withSteps({ id: 'a', type: 'workflow', workflow: 'two' }), key: 'one' }
    const workflows = new Map([
      ['two', ['three']],
      ['three', ['one']],
    ])
    expect(errors(definition, { workflows })[0]!.message).toContain('one → two → three → one')
    expect(errors(definition, { workflows: new Map() })).toMatchObject([{ severity: 'warning' }])
    expect(
      errors({ ...definition, key: 'two' }, { workflows: new Map([['two', []]]) })[0]!.message,
    ).toContain('two → two')
  })

  it('with an id twice is refused', () => {
    expect(errors(withSteps(say, say))).toMatchObject([{ path: 'steps.1.id' }])
  })
})

describe('a text', () => {
  it('is told the line and column of each mistake', () => {
    const text = [
      'name: Tell',
      'trigger:',
      '  type: event',
      '  events: [post.published]',
      'steps:',
      '  - id: a',
      '    type: call',
      '    operation: contacts.get-contct',
      '  - id: b',
      '    type: http',
      '    url: https://a.example',
      '    body:',
      '      x: "{{ steps.nothing.output }}"',
    ].join('\n')
    expect(checkSource(text, now).issues).toMatchObject([
      { path: 'steps.0.operation', line: 8, column: 16, stepId: 'a' },
      { path: 'steps.1.body.x', line: 13, column: 10, stepId: 'b' },
    ])
  })

  it('that is no YAML is told where, and one that unfolds is refused', () => {
    expect(checkSource('name: [a\nb: }', now).issues[0]).toMatchObject({
      severity: 'error',
      line: expect.any(Number),
    })
    const bomb = [
      'a: &a [x,x,x,x,x,x,x,x,x]',
      ...'bcdefg'
        .split('')
        .map(
          (letter, place) =>
            `${letter}: &${letter} [${Array.from({ length: 9 }, () => `*${'abcdef'[place]}`).join(',')}]`,
        ),
    ].join('\n')
    expect(checkSource(bomb, now).isValid).toBe(false)
  })

  it('may be JSON', () => {
    expect(checkSource(JSON.stringify(withSteps(say)), now).isValid).toBe(true)
  })
})

it('a diff names steps by their ids', () => {
  const [a, b] = [
    { id: 'a', value: 1 },
    { id: 'b', value: 1 },
  ]
  expect(diffDefinitions({ steps: [a, b] }, { steps: [b, { ...a, value: 2 }, { id: 'c' }] })).toEqual([
    { path: 'steps.a.value', kind: 'changed', before: 1, after: 2 },
    { path: 'steps.c', kind: 'added', before: null, after: { id: 'c' } },
    { path: 'steps.order', kind: 'changed', before: ['a', 'b'], after: ['b', 'a'] },
  ])
})
