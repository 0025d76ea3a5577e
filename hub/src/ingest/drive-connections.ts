import type { Kysely } from 'kysely'
import { createLocationsStore } from '../store/locations.store.ts'
import type { Environment, Tables } from '../store/tables.types.ts'
import type { WaitingDelivery } from '../store/inbox-work.store.ts'
import { putMarks, readMarks } from '../store/webhook-marks.store.ts'

/** What webhooks do to connections; `hub.ts` hands over those of the connections and of the sync. */
export interface ConnectionDriver {
  /**
   * Makes the connection of a location usable by its company's access; says whether it was before.
   * @throws `connections.company_unknown` when there is no such access
   */
  installLocation(place: {
    locationId: string
    companyId: string | null
    /** Null: either. */
    environment: Environment | null
    /** As the CRM names the app; the client id begins with it. */
    appId: string | null
  }): Promise<'connected' | 'was_connected'>
  markUninstalled(where: { companyId: string } | { locationId: string }): Promise<void>
  /** Another plan or version of the app: what it may do is asked anew. Gives how many connections. */
  noteAppChange(
    where: { companyId: string } | { locationId: string },
    planId: string | undefined,
  ): Promise<number>
  /** Begins to copy a location. */
  ensureLocation(locationId: string): Promise<void>
}

const kind = 'app'

/** Whether a delivery is about an installation, which changes more than the store. */
export const drivesConnections = ({ triggerId }: Pick<WaitingDelivery, 'triggerId'>): boolean =>
  triggerId !== null && driving.has(triggerId)

const driving = new Set(['app.installed', 'app.uninstalled', 'app.updated', 'app.plan_changed'])

/**
 * Does what an installation or its end asks for; doing it twice changes nothing more. Gives a sentence for people.
 * @throws `connections.*` when it cannot be done now
 */
export async function driveConnections(
  parts: { kysely: Kysely<Tables>; driver: ConnectionDriver },
  delivery: WaitingDelivery,
  body: Record<string, unknown>,
): Promise<string[]> {
  const { kysely, driver } = parts
  const { locationId, companyId, environment, appId } = delivery
  const ownerId = locationId ?? companyId
  if (ownerId === null) return ['It names neither a location nor a company']
  const at = delivery.sentAt ?? delivery.receivedAt
  const id = appId ?? ''
  const change = changeOf(delivery, body)
  // It says nothing of whether the app is there.
  if (change !== undefined) return tellChange(driver, { locationId, companyId }, change)
  const mark = (await readMarks(kysely, { ownerId, kind, ids: [id] })).get(id)
  if (mark !== undefined && at < mark.asOf) return ['Came late: newer news of the installation is known']
  const outcome =
    delivery.triggerId === 'app.installed'
      ? await install(parts, { locationId, companyId, environment, appId })
      : await uninstall(driver, { locationId, companyId })
  await putMarks(kysely, { ownerId, kind }, [{ id, asOf: at, wasFound: false }])
  return outcome
}

/** What became of the app where it is installed; undefined for an installation or its end. */
function changeOf({ triggerId }: WaitingDelivery, { newPlanId }: Record<string, unknown>) {
  if (triggerId === 'app.updated') return { planId: undefined }
  if (triggerId !== 'app.plan_changed') return undefined
  return { planId: typeof newPlanId === 'string' ? newPlanId : undefined }
}

async function tellChange(
  driver: ConnectionDriver,
  { locationId, companyId }: { locationId: string | null; companyId: string | null },
  { planId }: { planId: string | undefined },
): Promise<string[]> {
  const where = locationId === null ? { companyId: companyId! } : { locationId }
  const count = await driver.noteAppChange(where, planId)
  if (count === 0) return ['There is no connection it is about']
  return [
    ...(planId === undefined ? [] : [`The plan is ${planId} now`]),
    'What the app may do is asked anew with the next token',
  ]
}

async function install(
  { kysely, driver }: { kysely: Kysely<Tables>; driver: ConnectionDriver },
  place: {
    locationId: string | null
    companyId: string | null
    environment: Environment | null
    appId: string | null
  },
): Promise<string[]> {
  const { locationId, companyId } = place
  if (locationId === null)
    return ['The company installed the app: it is connected when somebody finishes the consent']
  await createLocationsStore(kysely).put([{ id: locationId, companyId }])
  const before = await driver.installLocation({ ...place, locationId })
  await driver.ensureLocation(locationId)
  return [before === 'connected' ? 'Location connected' : 'The location was connected already']
}

async function uninstall(
  driver: ConnectionDriver,
  { locationId, companyId }: { locationId: string | null; companyId: string | null },
): Promise<string[]> {
  if (locationId !== null) await driver.markUninstalled({ locationId })
  else if (companyId !== null) await driver.markUninstalled({ companyId })
  return ['Connection marked as uninstalled, tokens forgotten']
}
