import { expect, test } from 'vitest'
import { listOperations } from '../src/load-module.ts'
import { classifyOperation, destructiveWrites, harmlessDeletes, readingPosts } from './classify-operation.ts'

const places = new Set(listOperations().map(({ method, path }) => `${method} ${path}`))

test('every line of the tables is about an operation that exists', () => {
  const lines = [
    ...[...readingPosts].map((path) => `POST ${path}`),
    ...destructiveWrites,
    ...[...harmlessDeletes].map((path) => `DELETE ${path}`),
  ]
  expect(lines.filter((line) => !places.has(line))).toEqual([])
})

test('asking for statistics reads, although it is a POST', () => {
  expect(classifyOperation('POST', '/social-media-posting/statistics')).toEqual({
    access: 'read',
    isDestructive: false,
  })
})

test('replacing a post destroys what it was, creating one does not', () => {
  const posts = '/social-media-posting/{locationId}/posts'
  expect(classifyOperation('PUT', `${posts}/{id}`)).toEqual({ access: 'write', isDestructive: true })
  expect(classifyOperation('POST', posts)).toEqual({ access: 'write', isDestructive: false })
  expect(classifyOperation('DELETE', `${posts}/{id}`).isDestructive).toBe(true)
})

test('taking a like back is undone by liking again', () => {
  const like = '/social-media-posting/comments/{platform}/{id}/like'
  expect(classifyOperation('DELETE', like)).toEqual({ access: 'write', isDestructive: false })
})
