import { sql } from 'kysely'
import type { ConnectionContext } from './connection-context.ts'

/**
 * The CRM moved a company or location to another plan or version of the app: what the app may do there can be another
 * thing now, which the next token says. So the present one is given up, and the next call gets another.
 * @returns ids of the connections this is about
 */
export async function noteAppChange(
  { kysely, clock }: ConnectionContext,
  where: { companyId: string } | { locationId: string },
  planId: string | undefined,
): Promise<string[]> {
  const now = clock.now()
  const rows = await kysely
    .updateTable('connections')
    .set({
      access_expires_at: sql<Date>`least(access_expires_at, ${now.toISOString()}::timestamptz)`,
      ...(planId !== undefined && { plan_id: planId }),
    })
    .where('kind', '=', 'oauth')
    .$if('locationId' in where, (some) =>
      some.where('location_id', '=', 'locationId' in where ? where.locationId : ''),
    )
    .$if('companyId' in where, (some) =>
      some.where('company_id', '=', 'companyId' in where ? where.companyId : ''),
    )
    .where('status', '<>', 'uninstalled')
    .returning('id')
    .execute()
  return rows.map(({ id }) => id)
}
