import type { Kysely } from 'kysely'
import { type ConnectionRow, lockConnection, updateConnection } from '../store/connections.store.ts'
import type { Tables } from '../store/tables.types.ts'
import { appendStatusEvent, setStatus } from './change-status.ts'
import type { ConnectionContext } from './connection-context.ts'
import { connectionErrors } from './connections.errors.ts'

/**
 * Forgets a connection and its tokens; a company's takes along those of the locations it mints tokens for. What was
 * synced stays. The CRM offers no call to revoke a grant, so the app stays installed there until somebody removes it.
 * @returns ids of the connections that are gone
 */
export async function disconnect(context: ConnectionContext, id: string): Promise<string[]> {
  const at = context.clock.now()
  return context.kysely.transaction().execute(async (transaction) => {
    const row = await lockConnection(transaction, id)
    if (row === undefined) throw connectionErrors.connection_unknown(`There is no connection ${id}`)
    const gone = [...(await childrenOf(transaction, id)), row]
    for (const one of gone) {
      const change = { status: 'disconnected', code: null, message: 'Disconnected in the hub' }
      await appendStatusEvent(transaction, one, change, at)
      await transaction.deleteFrom('connections').where('id', '=', one.id).execute()
    }
    return gone.map((one) => one.id)
  })
}

/** Marks a company's or location's app connections as removed in the CRM, and forgets their tokens. */
export async function markUninstalled(
  context: ConnectionContext,
  where: { companyId: string } | { locationId: string },
): Promise<string[]> {
  const at = context.clock.now()
  return context.kysely.transaction().execute(async (transaction) => {
    const rows = await transaction
      .selectFrom('connections')
      .selectAll()
      .where('kind', '=', 'oauth')
      .where('level', '=', 'companyId' in where ? 'company' : 'location')
      .where(
        'companyId' in where ? 'company_id' : 'location_id',
        '=',
        'companyId' in where ? where.companyId : where.locationId,
      )
      .forUpdate()
      .execute()
    const children = await Promise.all(rows.map((row) => childrenOf(transaction, row.id)))
    const all = [...rows, ...children.flat()]
    for (const row of all) await forgetTokens(transaction, row, at)
    return all.map((row) => row.id)
  })
}

const childrenOf = (transaction: Kysely<Tables>, id: string): Promise<ConnectionRow[]> =>
  transaction.selectFrom('connections').selectAll().where('parent_id', '=', id).forUpdate().execute()

async function forgetTokens(transaction: Kysely<Tables>, row: ConnectionRow, at: Date): Promise<void> {
  await updateConnection(transaction, row.id, {
    access_token_sealed: null,
    refresh_token_sealed: null,
    previous_refresh_token_sealed: null,
    previous_kept_until: null,
    refresh_intent_hash: null,
    refresh_intent_at: null,
    access_expires_at: null,
    refresh_expires_at: null,
  })
  await setStatus(
    transaction,
    row,
    {
      status: 'uninstalled',
      code: 'connections.uninstalled',
      message: 'The app was removed in the CRM',
    },
    at,
  )
}
