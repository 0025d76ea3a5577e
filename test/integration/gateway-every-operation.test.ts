import { entryOf, generations, listOperations } from '@causeway/spec'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { differencesFromSpec } from '../../simulator/test/compare-answers.ts'
import { exerciseSocial, type Exchange } from '../../simulator/test/exercise-social.ts'
import { findUnanswerable } from '../../simulator/test/operation-exceptions.ts'
import { type DrivenHub, everything, isSocial, startDrivenHub } from './drive-through-hub.ts'

/** Every operation of the catalog through the gateway into the simulated CRM: what goes in and out is validated. */

describe.each(generations)('%s', (generation) => {
  let driven: DrivenHub
  /** The call of each operation for its own sake, and those that prepared others too. */
  let own: Map<string, Exchange>
  let all: Exchange[]

  beforeAll(async () => {
    driven = await startDrivenHub()
    const { house, locationId } = driven
    const key = await house.makeKey({ permissions: everything })
    const send = driven.byHttp(key)
    const { userId, url } = driven.place(send)
    const plain = listOperations(generation).filter((operation) => !isSocial(operation))
    const drive = await driven.drive(generation, send, plain)
    const scene = { url, token: key, locationId, userId, generation, now: new Date() }
    const social = await exerciseSocial(scene)
    own = new Map([...drive.own, ...social].map((exchange) => [exchange.operation.id, exchange]))
    all = [...drive.all, ...social]
  }, 600_000)
  afterAll(() => driven.house.close())

  const isWithheld = (id: string) =>
    entryOf(listOperations(generation).find((one) => one.id === id)!).isWithheld

  test('every operation succeeds through the hub, with the status the spec says', () => {
    const failed = listOperations(generation).filter(
      ({ id, success }) => own.get(id)?.status !== success.status,
    )
    const told = failed
      .filter(({ id }) => findUnanswerable(id) === undefined && !isWithheld(id))
      .map(({ id }) => ({ id, status: own.get(id)?.status, body: own.get(id)?.body }))
    expect(told).toEqual([])
  })

  test('what hands out tokens, and nothing else, is withheld', () => {
    const refused = [...own.values()].filter((one) => codeOf(one) === 'gateway.operation_withheld')
    const ids = listOperations(generation).map(({ id }) => id)
    expect(refused.map(({ operation }) => operation.id).toSorted()).toEqual(ids.filter(isWithheld).toSorted())
  })

  test('every answer fits the schema of the spec', () => {
    expect(differencesFromSpec(all.filter(({ status }) => status < 300))).toEqual([])
  })

  test('the call log has a line of every operation that was called', async () => {
    const seen = new Set<string>()
    let cursor: string | null = ''
    while (cursor !== null) {
      const from = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`
      const { json } = await driven.house.browser.call(`/v1/calls?limit=200${from}`)
      for (const { operationId } of json['items'] as { operationId: string }[]) seen.add(operationId)
      cursor = json['nextCursor'] as string | null
    }
    // The promise's own routes answer these from the store, without a call.
    const fromStore = /\.(get-tags-location-id|get-tags-by-ids|get-(social-media-)?statistics)$/
    const called = [...own.keys()]
    expect(called.filter((id) => !seen.has(id) && !fromStore.test(id))).toEqual([])
  })
})

const codeOf = ({ body }: Exchange) => (body as { code?: unknown } | undefined)?.code
