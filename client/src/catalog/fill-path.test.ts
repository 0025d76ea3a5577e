import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fillPath } from './fill-path.ts'

describe('a path template', () => {
  test('takes any id as one segment that decodes to the same id', () => {
    const ids = fc.string({ unit: 'grapheme', minLength: 1 }).filter((id) => id !== '.' && id !== '..')
    fc.assert(
      fc.property(ids, (id) => {
        const path = fillPath('/social-media-posting/{locationId}/posts/{id}', { locationId: 'loc', id })
        const url = new URL(path, 'http://crm.test')
        expect(url.pathname.split('/')).toHaveLength(5)
        expect(decodeURIComponent(url.pathname.split('/')[4] ?? '')).toBe(id)
        expect(url.search + url.hash).toBe('')
      }),
    )
  })

  test.each(['../../oauth/token', 'a/b', 'a?x=1', 'a#b', '%2e%2e', 'ünï/code'])(
    'keeps %j inside its segment',
    (id) => {
      expect(fillPath('/posts/{id}', { id }).split('/')).toHaveLength(3)
    },
  )

  test.each([
    ['a missing value', {}],
    ['an empty value, which would reach the list instead', { id: '' }],
    ['a dot', { id: '.' }],
    ['two dots', { id: '..' }],
    ['half a surrogate pair', { id: '\ud800' }],
    ['a parameter the path does not have', { id: 'a', post: 'b' }],
  ])('refuses %s', (_, values) => {
    expect(() => fillPath('/posts/{id}', values)).toThrowError(
      expect.objectContaining({ code: 'invalid_call' }),
    )
  })
})
