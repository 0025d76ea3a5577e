import { array, assert, constantFrom, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { StartInstall } from './connections.ts'

const isAllowed = (returnTo: string) => StartInstall.safeParse({ appId: 'app', returnTo }).success

describe('the path an install comes back to', () => {
  it.each(['/console/connections', '/console/connections?tab=all#top', '/a//b', '/console/é?x=//y'])(
    'may be %s',
    (path) => expect(isAllowed(path)).toBe(true),
  )

  it.each([
    '//elsewhere.test',
    '/.//elsewhere.test',
    '/x/..//elsewhere.test',
    '/%2e//elsewhere.test',
    '/%2E%2e//elsewhere.test',
    '/\\elsewhere.test',
    '/\t/elsewhere.test',
    'https://elsewhere.test',
    'console',
  ])('may not be %j', (path) => expect(isAllowed(path)).toBe(false))

  it('never leads to another server', () => {
    const part = constantFrom('/', '.', '..', '\\', '%2e', '@', ':', '?', '#', ' ', '\t', 'x', 'http:')
    assert(
      property(array(part, { maxLength: 8 }), (parts) => {
        const path = `/${parts.join('')}`
        if (!isAllowed(path)) return
        // As the hub makes the address to redirect to, and as a browser then reads it.
        const { pathname, search } = new URL(path, 'http://hub')
        expect(new URL(`${pathname}${search}`, 'http://hub').origin).toBe('http://hub')
      }),
      { numRuns: 2000 },
    )
  })
})
