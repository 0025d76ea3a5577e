/**
 * A hub, with the settings of the environment, that also commits events when it is asked to, as its inbox and its sync
 * do: the embedded database lets no other process in. Tells where it is, and when what was asked for is committed.
 */
import process from 'node:process'
import { readConfig } from '../../hub/src/config.ts'
import { createHub } from '../../hub/src/hub.ts'
import { openDatabase } from '../../hub/src/store/database.ts'
import { appendEvents } from '../../hub/src/store/events.store.ts'

/** What it says first. */
export interface AppendingHub {
  url: string
  /** Bearer token with the rights of a person. */
  token: string
}
/** What it is asked for, in one transaction. */
export interface AppendRequest {
  events: number
}
/** What it answers. */
export interface Appended {
  appended: number
}

const config = readConfig(process.env)
const database = await openDatabase({ url: config.databaseUrl, dataFolder: config.dataFolder })
const hub = await createHub(config, { listen: true, database })

/** Commits events of about a kilobyte; the instant in them is that before the transaction began. */
async function append(count: number): Promise<void> {
  const occurredAt = new Date()
  await database.kysely.transaction().execute((trx) =>
    appendEvents(
      trx,
      Array.from({ length: count }, (_, number) => ({
        locationId: `location-${number % 10}`,
        type: 'post.published',
        subject: { kind: 'post', id: `post-${number}` },
        occurredAt,
        data: { number, text: 'x'.repeat(700) },
      })),
    ),
  )
}

process.on('message', ({ events }: AppendRequest) => {
  void append(events).then(() => process.send?.({ appended: events } satisfies Appended))
})
process.once('disconnect', () => process.exit())
process.once('SIGTERM', () => void hub.close().then(() => process.exit()))
process.send?.({ url: hub.url, token: hub.localToken } satisfies AppendingHub)
