import { expect, test } from 'vitest'
import { createRandom } from '../random.ts'
import { createFaults } from './create-faults.ts'
import type { FaultDraft, FaultTarget } from './faults.types.ts'

const target: FaultTarget = {
  operationId: 'v3.social-planner.get-posts',
  method: 'POST',
  path: '/social-media-posting/one/posts/list',
  locationId: 'one',
  isRefresh: false,
}

const someFaults = (...drafts: FaultDraft[]) => {
  const faults = createFaults(createRandom(1))
  for (const draft of drafts) faults.add(draft)
  return faults
}

test('a fault without a match hits every request until it is removed', () => {
  const faults = someFaults({ kind: 'status', status: 500 })
  expect(faults.draw(target)).toHaveLength(1)
  const [fault] = faults.list()
  expect(fault).toMatchObject({ hits: 1 })
  expect(faults.remove(fault!.id)).toBe(true)
  expect(faults.draw(target)).toEqual([])
})

test('a fault for the next two requests is spent after two', () => {
  const faults = someFaults({ kind: 'cut', when: 'after', times: 2 })
  expect([1, 2, 3].map(() => faults.draw(target).length)).toEqual([1, 1, 0])
})

test.each([
  [{ operationId: 'v3.social-planner.get-posts' }, true],
  [{ operationId: 'v2.social-planner.get-posts' }, false],
  [{ method: 'post', pathPrefix: '/social-media-posting/' }, true],
  [{ method: 'GET' }, false],
  [{ locationId: 'one' }, true],
  [{ locationId: 'two' }, false],
])('a fault matching %j hits the request: %s', (match, expected) => {
  const faults = someFaults({ kind: 'duplicate', match })
  expect(faults.draw(target)).toHaveLength(expected ? 1 : 0)
})

test('a lost refresh answer hits nothing but a refresh', () => {
  const faults = someFaults({ kind: 'lost_refresh_answer' })
  expect(faults.draw(target)).toEqual([])
  expect(faults.draw({ ...target, isRefresh: true })).toHaveLength(1)
})

test('the same seed draws the same chances', () => {
  const pattern = () => {
    const faults = someFaults({ kind: 'status', status: 503, probability: 0.3 })
    return Array.from({ length: 200 }, () => faults.draw(target).length).join('')
  }
  expect(pattern()).toBe(pattern())
  const hits = pattern().replaceAll('0', '').length
  expect(hits).toBeGreaterThan(30)
  expect(hits).toBeLessThan(90)
})

test.each([
  [{ kind: 'rain' }, 'There is no fault of kind "rain"'],
  [{ kind: 'toString' }, 'There is no fault of kind "toString"'],
  [{ kind: 'status', status: 200 }, 'status needs a status from 400 to 599'],
  [{ kind: 'latency' }, 'latency needs delayMs'],
  [{ kind: 'cut', when: 'never' }, 'cut needs when'],
  [{ kind: 'duplicate', probability: 2 }, 'probability must be'],
  [{ kind: 'duplicate', times: 0 }, 'times must be'],
  [{ kind: 'duplicate', match: { color: 'red' } }, 'match.color must be'],
])('%j is refused with what is wrong', (draft, message) => {
  expect(() => someFaults(draft as FaultDraft)).toThrow(message)
})
