import { afterAll, describe, expect, it } from 'vitest'
import { createExpressions } from '../platform/expressions/create-expressions.ts'
import type { MappingField, Transform } from '../store/mapping.types.ts'
import { applyMapping } from './apply-mapping.ts'

const expressions = createExpressions({ threads: 1 })
afterAll(() => expressions.stop())

const post = {
  id: 'p1',
  summary: '  Summer SALE, now ',
  publishedAt: '2026-07-01T22:30:00.000Z',
  likes: '1.234,50 €',
  status: 'published',
  insights: { likes: 3, comments: 0 },
  tags: [
    { id: 't1', name: 'summer', details: { 'cost centre': 'A-7' } },
    { id: 't2', name: 'sale', details: null },
  ],
  customFields: [
    { id: 'f1', value: 'one' },
    { id: 'f2', value: ['x', 'y'] },
  ],
  empty: '',
  nothing: null,
}

const one = async (field: Partial<MappingField> & Pick<MappingField, 'from'>, record: object = post) => {
  const [row] = await applyMapping({ fields: [{ name: 'f', type: 'json', ...field }] }, [record], expressions)
  return row!.ok ? row!.record['f'] : { errors: row!.errors }
}
const through = (path: string, ...transforms: Transform[]) => one({ from: { path }, transforms })

describe('applyMapping', () => {
  it.each([
    ['insights.likes', 3],
    ['tags[].name', ['summer', 'sale']],
    ['tags[-1].name', 'sale'],
    ['tags[0].details["cost centre"]', 'A-7'],
    ['tags[].details["cost centre"]', ['A-7']],
    ['customFields[id=f2].value', ['x', 'y']],
    ['customFields[id=gone].value', null],
    ['constructor.name', null],
    ['insights.likes.more', null],
  ])('reads %s', async (path, value) => {
    expect(await one({ from: { path } })).toEqual(value)
  })

  it('begins with several values, a constant, a template or an expression', async () => {
    expect(await one({ from: { paths: ['status', 'nothing', 'id'] } })).toEqual(['published', 'p1'])
    expect(await one({ from: { constant: 7 } })).toBe(7)
    expect(await one({ from: { template: '{{ status }}/{{ tags[0].name }}' } })).toBe('published/summer')
    expect(await one({ from: { expression: '$sum(insights.*)' } })).toBe(3)
  })

  it('changes values', async () => {
    expect(await through('tags[].name', { use: 'join', separator: ' + ' })).toBe('summer + sale')
    expect(await through('summary', { use: 'split', separator: ',' })).toEqual(['Summer SALE', 'now'])
    expect(await through('summary', { use: 'split', separator: ',', take: -1 })).toBe('now')
    expect(await through('likes', { use: 'number', decimal: ',' })).toBe(1234.5)
    expect(await through('status', { use: 'lookup', table: { published: 'live' } })).toBe('live')
    expect(await through('status', { use: 'lookup', table: {} })).toBe(null)
    expect(await through('status', { use: 'lookup', table: {}, otherwise: 'keep' })).toBe('published')
    expect(await through('status', { use: 'lookup', table: {}, otherwise: 'error' })).toMatchObject({
      errors: [{ field: 'f', transform: 0 }],
    })
    expect(await through('summary', { use: 'case', to: 'trim' }, { use: 'case', to: 'title' })).toBe(
      'Summer Sale, Now',
    )
    expect(await through('tags[].name', { use: 'case', to: 'upper' })).toEqual(['SUMMER', 'SALE'])
    expect(await through('status', { use: 'replace', find: 'p', with: '$&' })).toBe('$&ublished')
    expect(await through('status', { use: 'template', template: '{{ value }} {{ record.id }}' })).toBe(
      'published p1',
    )
    expect(await through('tags[].name', { use: 'expression', expression: '$count(value) & record.id' })).toBe(
      '2p1',
    )
  })

  it('moves dates between zones and ways of writing them', async () => {
    const date = (
      given: Omit<Extract<Transform, { use: 'date' }>, 'use'>,
      value: unknown = post.publishedAt,
    ) => one({ from: { path: 'at' }, transforms: [{ use: 'date', ...given }] }, { at: value })
    expect(await date({ to: 'date', toZone: 'Europe/Berlin' })).toBe('2026-07-02')
    expect(await date({ to: 'dd.MM.yyyy HH:mm', toZone: 'Asia/Kolkata' })).toBe('02.07.2026 04:00')
    expect(await date({ to: "EEE d MMM yy 'at' h:mm a XXX", toZone: 'America/New_York' })).toBe(
      'Wed 1 Jul 26 at 6:30 PM -04:00',
    )
    expect(await date({ toZone: 'America/New_York' })).toBe('2026-07-01T18:30:00.000-04:00')
    expect(await date({ from: 'dd.MM.yyyy HH:mm', zone: 'Europe/Berlin' }, '01.01.2026 00:30')).toBe(
      '2025-12-31T23:30:00.000Z',
    )
    expect(await date({ from: 'unix' }, '0')).toBe('1970-01-01T00:00:00.000Z')
    expect(await date({ to: 'unix' }, '1970-01-02')).toBe(86_400)
    // The hour that occurs twice is its first occurrence; the one that is skipped lies after the jump.
    expect(await date({ zone: 'Europe/Berlin' }, '2026-10-25 02:30')).toBe('2026-10-25T00:30:00.000Z')
    expect(await date({ zone: 'Europe/Berlin' }, '2026-03-29 02:30')).toBe('2026-03-29T01:30:00.000Z')
    expect(await date({}, '2026-02-30')).toMatchObject({ errors: [{ transform: 0 }] })
    expect(await date({ from: 'dd.MM.yyyy' }, '2026-02-30')).toMatchObject({ errors: [{ transform: 0 }] })
  })

  it('casts to the type of the field, and says what cannot be', async () => {
    const cast = (type: MappingField['type'], constant: unknown) => one({ type, from: { constant } })
    expect(await cast('string', 5)).toBe('5')
    expect(await cast('integer', '12')).toBe(12)
    expect(await cast('boolean', 'yes')).toBe(true)
    expect(await cast('date', '2026-07-01T23:00:00-05:00')).toBe('2026-07-02')
    expect(await cast('datetime', '2026-07-01')).toBe('2026-07-01T00:00:00.000Z')
    expect(await cast('number', '')).toBe(null)
    for (const [type, wrong] of [
      ['string', { a: 1 }],
      ['integer', 1.5],
      ['number', 'many'],
      ['boolean', 'perhaps'],
      ['date', 'yesterday'],
      ['list', 'no list'],
    ] as const)
      expect(await cast(type, wrong)).toMatchObject({ errors: [{ field: 'f' }] })
  })

  it('gives defaults, and refuses records without what is required', async () => {
    expect(await one({ type: 'string', from: { path: 'nothing' }, default: 'none' })).toBe('none')
    expect(await one({ type: 'string', from: { path: 'nothing' }, required: true })).toMatchObject({
      errors: [{ field: 'f', message: 'There is no value, and the field is required.' }],
    })
    expect(await one({ type: 'string', from: { path: 'empty' }, required: true })).toMatchObject({
      errors: [{}],
    })
  })

  it('tells every wrong field of a record, and maps the others', async () => {
    const rows = await applyMapping(
      {
        fields: [
          { name: 'id', type: 'string', from: { path: 'id' } },
          { name: 'n', type: 'integer', from: { path: 'n' } },
          { name: 'x', type: 'number', from: { expression: 'n + 1' } },
        ],
      },
      [
        { id: 'a', n: 1 },
        { id: 'b', n: 'z' },
        { id: 'c', n: 3 },
      ],
      expressions,
    )
    expect(rows).toEqual([
      { ok: true, record: { id: 'a', n: 1, x: 2 } },
      {
        ok: false,
        errors: [expect.objectContaining({ field: 'n' }), expect.objectContaining({ field: 'x' })],
      },
      { ok: true, record: { id: 'c', n: 3, x: 4 } },
    ])
  })
})
