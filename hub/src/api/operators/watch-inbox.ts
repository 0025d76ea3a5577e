import { type Kysely, sql } from 'kysely'
import { Counter, Gauge, type Registry } from 'prom-client'
import type { Ingest } from '../../ingest/create-ingest.ts'
import type { Tables } from '../../store/tables.types.ts'

/** Counts webhooks of the CRM: what this process took in and refused, and what waits in the database. */
export function watchInbox(
  { ingest, kysely }: { ingest: Pick<Ingest, 'counts'>; kysely: Kysely<Tables> },
  registry: Registry,
): void {
  const received: Counter = new Counter({
    name: 'causeway_webhooks_received_total',
    help: 'Webhooks of the CRM this process answered, by outcome: accepted, duplicate, or why they were refused',
    labelNames: ['outcome'],
    registers: [registry],
    collect() {
      const { accepted, duplicates, refused } = ingest.counts()
      received.reset()
      received.inc({ outcome: 'accepted' }, accepted)
      received.inc({ outcome: 'duplicate' }, duplicates)
      for (const [outcome, count] of Object.entries(refused)) received.inc({ outcome }, count)
    },
  })
  const batches: Counter = new Counter({
    name: 'causeway_webhook_batches_total',
    help: 'Statements by which this process stored webhooks: accepted ones over these is how many share one',
    registers: [registry],
    collect() {
      batches.reset()
      batches.inc(ingest.counts().batches)
    },
  })
  const storing: Gauge = new Gauge({
    name: 'causeway_webhooks_storing',
    help: 'Webhooks this process has verified and not stored yet',
    registers: [registry],
    collect: () => storing.set(ingest.counts().waiting),
  })
  const inbox: Gauge = new Gauge({
    name: 'causeway_inbox_deliveries',
    help: 'Webhooks in the inbox that are not seen to, by state',
    labelNames: ['state'],
    registers: [registry],
    async collect() {
      // Of what is done there may be millions, which nobody wants counted every few seconds.
      const { rows } = await sql<{ state: string; count: number }>`
        select state, count(*)::int as count from inbox
        where state = 'waiting' or state in ('retrying', 'failed', 'unreadable') group by 1`.execute(kysely)
      inbox.reset()
      for (const state of ['waiting', 'retrying', 'failed', 'unreadable']) inbox.set({ state }, 0)
      for (const { state, count } of rows) inbox.set({ state }, count)
    },
  })
}
