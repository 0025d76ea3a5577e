/** One process of the hub for the race: calls the CRM many times at once when its parent says so. */
import process from 'node:process'
import { createConnections } from '../../hub/src/connections/create-connections.ts'
import { createLimiter } from '../../hub/src/limits/create-limiter.ts'
import { systemClock } from '../../hub/src/platform/clock.ts'
import { createLog } from '../../hub/src/platform/log.ts'
import { createKeyring } from '../../hub/src/platform/secrets.ts'
import { openDatabase } from '../../hub/src/store/database.ts'

const [url = '', key = '', locationId = '', callers = '1'] = process.argv.slice(2)
const database = await openDatabase({ url, dataFolder: '', poolSize: 5 })
const { kysely } = database
const log = createLog({ level: 'silent' })
const limiter = createLimiter({ kysely, log })
const keyring = createKeyring({ current: { id: 'test', key: Buffer.from(key, 'base64') } })
const connections = createConnections({ kysely, keyring, limiter, clock: systemClock, log })

process.once('message', async () => {
  const calls = Array.from({ length: Number(callers) }, async () => {
    const { social } = await connections.openLocationClient(locationId, 'sync')
    return social.listTags({ limit: 1 })
  })
  const outcomes = await Promise.allSettled(calls)
  process.send?.({ answered: outcomes.filter(({ status }) => status === 'fulfilled').length })
  await connections.stop()
  await limiter.stop()
  await database.close()
  process.disconnect()
})
process.send?.({ ready: true })
