import type { Kysely } from 'kysely'
import { type ConnectionRow, lockConnection, updateConnection } from '../store/connections.store.ts'
import { appendEvents } from '../store/events.store.ts'
import type { ConnectionStatus, Tables } from '../store/tables.types.ts'

/** How a connection is from now on; `code` and `message` say why it is not ok. */
export interface StatusChange {
  status: ConnectionStatus
  code?: string | null
  message?: string | null
}

/** Sets the status of a locked row, and tells of it in the same transaction when it is another one. */
export async function setStatus(
  transaction: Kysely<Tables>,
  row: ConnectionRow,
  change: StatusChange,
  at: Date,
): Promise<void> {
  const { status, code = null, message = null } = change
  const isNews = row.status !== status || row.status_code !== code
  await updateConnection(transaction, row.id, {
    status,
    status_code: code,
    status_message: message,
    ...(isNews && { status_since: at }),
  })
  if (isNews) await appendStatusEvent(transaction, row, { status, code, message }, at)
}

/** Sets the status of a connection; it is left alone when `when` says no of how it is now. */
export async function changeStatus(
  kysely: Kysely<Tables>,
  id: string,
  change: StatusChange,
  at: Date,
  when: (row: ConnectionRow) => boolean = () => true,
): Promise<void> {
  await kysely.transaction().execute(async (transaction) => {
    const row = await lockConnection(transaction, id)
    if (row !== undefined && when(row)) await setStatus(transaction, row, change, at)
  })
}

/** Tells that a connection has another status. `from` is null for a new one. */
export async function appendStatusEvent(
  transaction: Kysely<Tables>,
  row: Pick<ConnectionRow, 'id' | 'location_id' | 'company_id' | 'level'> & { status: string | null },
  change: { status: string; code: string | null; message: string | null },
  at: Date,
): Promise<void> {
  await appendEvents(transaction, [
    {
      // Events belong to a location; those of a company's connection go by the company's id.
      locationId: row.location_id ?? row.company_id ?? '',
      type: 'connection.status_changed',
      subject: { kind: 'connection', id: row.id },
      occurredAt: at,
      data: {
        from: row.status,
        to: change.status,
        code: change.code,
        message: change.message,
        level: row.level,
      },
    },
  ])
}
