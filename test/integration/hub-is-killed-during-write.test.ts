import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DatabaseKind, type DatabasePlace, pglite, postgresAt } from '../../bench/rig/database-places.ts'
import { chooseLocation } from '../../bench/rig/choose-location.ts'
import { requestJson } from '../../bench/rig/request-json.ts'
import { type HubProcess, startHub } from '../../bench/rig/start-hub.ts'
import { type SimulatorProcess, startSimulator } from '../../bench/rig/start-simulator.ts'
import { testServerUrl } from '../../hub/src/store/test-database.ts'

const server = await testServerUrl()
const databases: DatabaseKind[] = [pglite, ...(server === undefined ? [] : [postgresAt(server)])]

/** How long the CRM takes with every write. */
const slowMs = 800
/** While the CRM is at it, and about when it answers. */
const killedAfterMs = [400, slowMs]

describe.each(databases)('a write under an idempotency key, its hub on $name killed', (database) => {
  let simulator: SimulatorProcess
  let place: DatabasePlace
  let locationId: string
  let token: string
  let key: string
  let hub: HubProcess

  beforeAll(async () => {
    simulator = await startSimulator({ limits: 'off', scale: 'small' })
    place = await database.make()
    const chosen = await chooseLocation(simulator, 'middle')
    locationId = chosen.location.id
    token = chosen.token
    hub = await startHub(place, { simulatorUrl: simulator.url })
    await hub.connectPrivateToken(token, locationId)
    key = await hub.createKey(['read', 'write'])
    await simulator.admin('POST', '/faults', {
      kind: 'latency',
      delayMs: slowMs,
      match: { operationId: 'v3.contacts.create-contact' },
    })
  })
  afterAll(async () => {
    await hub.kill()
    await simulator.stop()
    await place.remove()
  })

  const create = async (name: string, idempotencyKey: string) => {
    const answer = await fetch(`${hub.url}/contacts/`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${key}`,
        'content-type': 'application/json',
        'idempotency-key': idempotencyKey,
      },
      body: JSON.stringify({ locationId, firstName: name }),
    })
    const text = await answer.text()
    const { code } = JSON.parse(text) as { code?: string }
    return { status: answer.status, source: answer.headers.get('causeway-source'), text, code }
  }

  /** What the CRM itself has under the name, asked past the hub. */
  const countInCrm = async (name: string) => {
    const { contacts } = await requestJson<{ contacts: { firstName: string | null }[] }>(
      'POST',
      `${simulator.url}/contacts/search`,
      {
        headers: { authorization: `Bearer ${token}`, version: 'v3' },
        body: {
          locationId,
          page: 1,
          pageLimit: 100,
          filters: [{ field: 'firstNameLowerCase', operator: 'eq', value: name.toLowerCase() }],
        },
      },
    )
    return contacts.filter(({ firstName }) => firstName?.toLowerCase() === name.toLowerCase()).length
  }

  const writesSeen = async () => {
    const { requests } = await simulator.requests()
    return requests.filter(({ operationId }) => operationId === 'v3.contacts.create-contact').length
  }

  const restart = async () => {
    await hub.kill()
    hub = await startHub(place, { simulatorUrl: simulator.url })
  }

  /** On a server another process might still be making the call, for two minutes: the test does not wait so long. */
  const letLeasesPass = () =>
    place.read(async (kysely) => {
      await sql`update idempotent_calls set lease_until = now() where state <> 'finished'`.execute(kysely)
    })

  it.each(killedAfterMs)('%i ms after it began, is never applied twice', async (killAfterMs) => {
    const name = `Killed-${killAfterMs}`
    const before = await writesSeen()
    // The hub dies with the request: nobody hears an answer, or the answer was on its way already.
    const lost = create(name, name).then(
      ({ status }) => status,
      () => 'no answer',
    )
    await sleep(killAfterMs)
    await restart()
    expect(['no answer', 201]).toContain(await lost)
    // Whatever was on its way to the CRM has arrived.
    await sleep(slowMs + 300)
    const sent = (await writesSeen()) - before
    expect(await countInCrm(name)).toBe(sent)

    const first = await create(name, name)
    if (first.code === 'gateway.idempotency_under_way') {
      expect(database.name).toBe('PostgreSQL')
      await letLeasesPass()
    }
    // Only what was never sent may be made anew.
    if (first.source === 'crm') expect(sent).toBe(0)
    for (const again of [await create(name, name), await create(name, name)]) {
      if (again.status === 201) expect(again.source).toBe('replay')
      else expect([again.status, again.code]).toEqual([409, 'gateway.outcome_unknown'])
    }
    const written = await countInCrm(name)
    expect(written).toBeLessThanOrEqual(1)
    if (first.status === 201) expect(written).toBe(1)
    expect((await writesSeen()) - before).toBe(written)
  })

  it('right after its answer, is answered to the byte as before', async () => {
    const first = await create('Answered', 'answered')
    expect([first.status, first.source]).toEqual([201, 'crm'])
    await restart()
    const again = await create('Answered', 'answered')
    expect([again.status, again.source]).toEqual([201, 'replay'])
    expect(again.text).toBe(first.text)
    expect(await countInCrm('Answered')).toBe(1)
  })
})
