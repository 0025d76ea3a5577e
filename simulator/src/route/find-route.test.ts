import { expect, test } from 'vitest'
import { SimulatedRefusal } from '../simulator.types.ts'
import { findRoute } from './find-route.ts'

function refusalOf(method: string, path: string, version?: string) {
  try {
    findRoute(method, path, version)
  } catch (error) {
    if (error instanceof SimulatedRefusal) return [error.status, error.message]
    throw error
  }
  return expect.unreachable('the route was found')
}

const tags = '/social-media-posting/abc/tags'

test('a path of both generations answers under every version, in the shape of the version', () => {
  for (const version of ['2021-07-28', '2021-04-15', '2023-02-21', 'legacy'])
    expect(findRoute('GET', tags, version)).toMatchObject({ generation: 'v2', params: { locationId: 'abc' } })
  expect(findRoute('GET', tags, 'v3').operation.id).toBe('v3.social-planner.get-tags-location-id')
})

test('a path that is new in v3 is unknown under a dated version', () => {
  const path = '/social-media-posting/comments/facebook/list'
  expect(findRoute('POST', path, 'v3').generation).toBe('v3')
  expect(refusalOf('POST', path, '2021-07-28')).toEqual([404, `Cannot POST ${path}`])
})

test('a path that v3 renamed is unknown under v3', () => {
  const path = '/social-media-posting/oauth/facebook/start'
  expect(findRoute('GET', path, '2021-07-28').generation).toBe('v2')
  expect(findRoute('GET', path, 'v3').operation.path).toBe('/social-media-posting/oauth/{platform}/start')
  const accounts = '/social-media-posting/oauth/abc/google/locations/x'
  expect(refusalOf('GET', accounts, 'v3')).toEqual([404, `Cannot GET ${accounts}`])
})

test('the exchange of an agency token answers under every version by its old name', () => {
  expect(findRoute('POST', '/oauth/locationToken', 'v3').operation.generation).toBe('v2')
  expect(refusalOf('POST', '/oauth/location-token', '2021-07-28')[0]).toBe(404)
})

test('the old list of installed locations says under v3 that it was removed', () => {
  expect(refusalOf('GET', '/oauth/installedLocations', 'v3')[0]).toBe(400)
})

test('the token endpoint needs no version, others do', () => {
  expect(findRoute('POST', '/oauth/token', undefined).generation).toBe('v2')
  expect(findRoute('POST', '/oauth/token', 'v3').generation).toBe('v3')
  expect(refusalOf('GET', tags)).toEqual([401, 'version header was not found.'])
})

test('an unknown path is unknown before its version is looked at', () => {
  expect(refusalOf('GET', '/nowhere')).toEqual([404, 'Cannot GET /nowhere'])
  expect(refusalOf('DELETE', tags, 'v3')).toEqual([404, `Cannot DELETE ${tags}`])
})

test('the undocumented creation of a tag is found under any version', () => {
  for (const version of ['v3', '2021-07-28'])
    expect(findRoute('POST', tags, version).operation.id).toBe('undocumented.social.create-tag')
})

test('an encoded slash stays inside its segment', () => {
  expect(findRoute('GET', '/social-media-posting/a%2Fb/tags', 'v3').params).toEqual({ locationId: 'a/b' })
})
