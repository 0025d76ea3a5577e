import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import type { Log } from '../platform/log.ts'
import { addMasterKey, dropOldMasterKeys } from '../platform/master-keys.ts'
import type { Keyring } from '../platform/secrets.ts'
import { destinationSecretPlace } from '../store/destinations.store.ts'
import { endpointHeadersPlace, endpointSecretPlace } from '../store/endpoints.store.ts'
import { secretValuePlace } from '../store/secrets.store.ts'
import type { Tables } from '../store/tables.types.ts'
import { appSecretPlace, tokenPlace } from './connection-context.ts'

/** Rows wrapped anew in one transaction. */
const batchSize = 50

/**
 * Replaces the master key in the data folder while the hub runs: a new key becomes current, every secret is wrapped
 * anew, then the old keys are forgotten. Stopped halfway, both keys stay in the file and running it again goes on.
 */
export async function rotateMasterKey(options: {
  dataFolder: string
  kysely: Kysely<Tables>
  keyring: Keyring
  log: Log
}): Promise<{ masterKeyId: string; rewrapped: number }> {
  options.keyring.replace(addMasterKey(options.dataFolder))
  const { rewrapped } = await rewrapSecrets(options)
  options.keyring.replace(dropOldMasterKeys(options.dataFolder))
  return { masterKeyId: options.keyring.currentId, rewrapped }
}

/**
 * Wraps every stored secret with the current master key, in batches, while the hub runs. Safe to stop and to run
 * again: what is wrapped already is left alone, and until the end both keys are needed. When it returns, nothing is
 * sealed with an older key any more.
 * @returns how many secrets were wrapped anew
 */
export async function rewrapSecrets(options: {
  kysely: Kysely<Tables>
  keyring: Keyring
  log: Log
}): Promise<{ rewrapped: number }> {
  const { kysely, keyring, log } = options
  await noteKey(kysely, keyring.currentId)
  const rewrapped =
    (await rewrapApps(kysely, keyring)) +
    (await rewrapConnections(kysely, keyring)) +
    (await rewrapEndpoints(kysely, keyring)) +
    (await rewrapDestinations(kysely, keyring)) +
    (await rewrapNamedSecrets(kysely, keyring))
  await kysely
    .updateTable('master_keys')
    .set({ retired_at: sql<Date>`now()` })
    .where('id', '<>', keyring.currentId)
    .where('retired_at', 'is', null)
    .execute()
  if (rewrapped > 0)
    log.info({ masterKeyId: keyring.currentId, rewrapped }, 'secrets wrapped anew, older master keys can go')
  return { rewrapped }
}

/** Notes that a master key is in use. */
async function noteKey(kysely: Kysely<Tables>, id: string): Promise<void> {
  await kysely
    .insertInto('master_keys')
    .values({ id })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ retired_at: null }))
    .execute()
}

async function rewrapApps(kysely: Kysely<Tables>, keyring: Keyring): Promise<number> {
  return kysely.transaction().execute(async (transaction) => {
    let rewrapped = 0
    const rows = await transaction
      .selectFrom('apps')
      .select(['id', 'client_secret_sealed'])
      .forUpdate()
      .execute()
    for (const row of rows) {
      const sealed = keyring.rewrap(row.client_secret_sealed, appSecretPlace(row.id))
      if (sealed === undefined) continue
      await transaction
        .updateTable('apps')
        .set({ client_secret_sealed: sealed })
        .where('id', '=', row.id)
        .execute()
      rewrapped++
    }
    return rewrapped
  })
}

/** Secrets deliveries are signed with, and headers people gave. */
async function rewrapEndpoints(kysely: Kysely<Tables>, keyring: Keyring): Promise<number> {
  return kysely.transaction().execute(async (transaction) => {
    let rewrapped = 0
    const secrets = await transaction
      .selectFrom('endpoint_secrets')
      .select(['id', 'sealed'])
      .forUpdate()
      .execute()
    for (const row of secrets) {
      const sealed = keyring.rewrap(row.sealed, endpointSecretPlace(row.id))
      if (sealed === undefined) continue
      await transaction.updateTable('endpoint_secrets').set({ sealed }).where('id', '=', row.id).execute()
      rewrapped++
    }
    const endpoints = await transaction
      .selectFrom('endpoints')
      .select(['id', 'headers_sealed'])
      .forUpdate()
      .execute()
    for (const row of endpoints) {
      const sealed =
        row.headers_sealed === null
          ? undefined
          : keyring.rewrap(row.headers_sealed, endpointHeadersPlace(row.id))
      if (sealed === undefined) continue
      await transaction
        .updateTable('endpoints')
        .set({ headers_sealed: sealed })
        .where('id', '=', row.id)
        .execute()
      rewrapped++
    }
    return rewrapped
  })
}

/** Passwords and signing secrets of destinations. */
async function rewrapDestinations(kysely: Kysely<Tables>, keyring: Keyring): Promise<number> {
  return kysely.transaction().execute(async (transaction) => {
    let rewrapped = 0
    const rows = await transaction
      .selectFrom('destinations')
      .select(['id', 'secret_sealed'])
      .forUpdate()
      .execute()
    for (const row of rows) {
      const sealed =
        row.secret_sealed === null
          ? undefined
          : keyring.rewrap(row.secret_sealed, destinationSecretPlace(row.id))
      if (sealed === undefined) continue
      await transaction
        .updateTable('destinations')
        .set({ secret_sealed: sealed })
        .where('id', '=', row.id)
        .execute()
      rewrapped++
    }
    return rewrapped
  })
}

/** Secrets that requests of workflows name. */
async function rewrapNamedSecrets(kysely: Kysely<Tables>, keyring: Keyring): Promise<number> {
  return kysely.transaction().execute(async (transaction) => {
    let rewrapped = 0
    const rows = await transaction.selectFrom('secrets').select(['id', 'value_sealed']).forUpdate().execute()
    for (const row of rows) {
      const sealed = keyring.rewrap(row.value_sealed, secretValuePlace(row.id))
      if (sealed === undefined) continue
      await transaction
        .updateTable('secrets')
        .set({ value_sealed: sealed })
        .where('id', '=', row.id)
        .execute()
      rewrapped++
    }
    return rewrapped
  })
}

async function rewrapConnections(kysely: Kysely<Tables>, keyring: Keyring): Promise<number> {
  let rewrapped = 0
  let after = '00000000-0000-0000-0000-000000000000'
  for (;;) {
    const ids = await rewrapBatch(kysely, keyring, after)
    rewrapped += ids.rewrapped
    if (ids.last === undefined) return rewrapped
    after = ids.last
  }
}

/** The rows are locked, so that a refresh meanwhile cannot be overwritten with what it replaced. */
async function rewrapBatch(
  kysely: Kysely<Tables>,
  keyring: Keyring,
  after: string,
): Promise<{ rewrapped: number; last: string | undefined }> {
  const columns = ['access_token', 'refresh_token', 'previous_refresh_token'] as const
  return kysely.transaction().execute(async (transaction) => {
    const rows = await transaction
      .selectFrom('connections')
      .selectAll()
      .where('id', '>', after)
      .orderBy('id')
      .limit(batchSize)
      .forUpdate()
      .execute()
    let rewrapped = 0
    for (const row of rows)
      for (const column of columns) {
        const sealed = row[`${column}_sealed`]
        const next = sealed === null ? undefined : keyring.rewrap(sealed, tokenPlace(row.id, column))
        if (next === undefined) continue
        await transaction
          .updateTable('connections')
          .set({ [`${column}_sealed`]: next })
          .where('id', '=', row.id)
          .execute()
        rewrapped++
      }
    return { rewrapped, last: rows.length < batchSize ? undefined : rows.at(-1)?.id }
  })
}
