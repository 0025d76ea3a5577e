import { type ChildProcess, fork } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { Client } from 'pg'
import { expect, it } from 'vitest'
import { openDatabase } from '../../hub/src/store/database.ts'
import { testServerUrl } from '../../hub/src/store/test-database.ts'
import { activeLocation, install, startConnectedHub } from './hub-connections.suite.ts'

const server = await testServerUrl()
const childFile = fileURLToPath(new URL('./refresh-race.child.ts', import.meta.url))
const callers = 1000

async function inFreshDatabase(work: (url: string) => Promise<void>): Promise<void> {
  const name = `causeway_test_${randomBytes(8).toString('hex')}`
  const admin = new Client({ connectionString: server })
  await admin.connect()
  try {
    await admin.query(`create database ${name}`)
    const url = new URL(server ?? '')
    url.pathname = `/${name}`
    await work(url.href)
  } finally {
    await admin.query(`drop database if exists ${name} with (force)`)
    await admin.end()
  }
}

/** Starts a process of the hub and waits until it is ready to call. */
async function startProcess(parameters: string[]): Promise<ChildProcess> {
  const child = fork(childFile, parameters, { execArgv: [] })
  await once(child, 'message')
  return child
}

it.skipIf(server === undefined)(
  'two processes of a thousand callers each refresh an ended token exactly once',
  () =>
    inFreshDatabase(async (url) => {
      const key = randomBytes(32)
      const open = () => openDatabase({ url, dataFolder: '', poolSize: 5 })
      const hub = await startConnectedHub({ name: 'PostgreSQL', open }, { limits: 'off' }, key)
      try {
        const { id: locationId } = activeLocation(hub)
        await install(hub, { locationId })
        hub.simulator.clock.advance(25 * 3_600_000)
        const parameters = [url, key.toString('base64'), locationId, String(callers)]
        const children = await Promise.all([startProcess(parameters), startProcess(parameters)])
        const answers = children.map(async (child) => {
          child.send('go')
          const [answer] = await once(child, 'message')
          await once(child, 'exit')
          return answer
        })
        expect(await Promise.all(answers)).toEqual([{ answered: callers }, { answered: callers }])
        expect(hub.simulator.requests).toMatchObject({ tokenRotations: 1, refreshRepeats: 0 })
      } finally {
        await hub.close()
      }
    }),
  120_000,
)
