import type { Kysely, Selectable, Transaction } from 'kysely'
import { newId } from '../platform/ids.ts'
import { hashToken } from '../platform/tokens.ts'
import type { Tables } from './tables.types.ts'

type Grants = Selectable<Tables['agent_grants']>

/** What a person let a program do, with the names people read. */
export interface AgentGrantRow extends Grants {
  client_name: string
  user_name: string
}

/** What a person allowed a program on the consent page. */
export interface AllowedAccess {
  clientId: string
  userId: string
  permissions: string[]
  /** null: every location. */
  locationIds: string[] | null
}

/** A pair of tokens to hand out, made by the caller; only hashes of them are stored. */
export interface AgentTokens {
  access: string
  accessExpiresAt: Date
  refresh: string
  refreshExpiresAt: Date
}

export type RevokedBy = 'person' | 'agent' | 'code_reused' | 'refresh_token_reused'

/** `refused`: unknown, run out, meant for another program, or its grant was revoked. `reused`: now revoked for it. */
export type RedeemOutcome =
  | { kind: 'granted'; grantId: string; permissions: string[] }
  | { kind: 'refused' }
  | { kind: 'reused' }

export interface CodeProof {
  code: string
  clientId: string
  redirectUri: string
  /** S256 challenge of the verifier that was presented. */
  codeChallenge: string
}

/** How often the time of last use is written, at most. */
const lastUsedPrecisionMs = 60_000

export type AgentGrantsStore = ReturnType<typeof createAgentGrantsStore>

/** What people let programs do, the codes they fetch it with, and the tokens they use it by. */
export function createAgentGrantsStore(kysely: Kysely<Tables>) {
  return {
    async insertCode(
      code: { code: string; redirectUri: string; codeChallenge: string; expiresAt: Date },
      access: AllowedAccess,
    ): Promise<void> {
      await kysely
        .insertInto('agent_codes')
        .values({
          code_hash: hashToken(code.code),
          client_id: access.clientId,
          user_id: access.userId,
          redirect_uri: code.redirectUri,
          code_challenge: code.codeChallenge,
          permissions: access.permissions,
          location_ids: access.locationIds,
          expires_at: code.expiresAt,
        })
        .execute()
    },

    /**
     * Makes a grant of a code, which works once: a second try takes back what the first one got, since one of the two
     * was not the program the person meant. A failed proof uses the code up as well.
     */
    redeemCode: (proof: CodeProof, tokens: AgentTokens, now: Date): Promise<RedeemOutcome> =>
      kysely.transaction().execute(async (transaction) => {
        const taken = await transaction
          .updateTable('agent_codes')
          .set({ used_at: now })
          .where('code_hash', '=', hashToken(proof.code))
          .where('used_at', 'is', null)
          .returningAll()
          .executeTakeFirst()
        if (taken === undefined) return refuseUsedCode(transaction, proof.code, now)
        const isProven =
          taken.expires_at > now &&
          taken.client_id === proof.clientId &&
          taken.redirect_uri === proof.redirectUri &&
          taken.code_challenge === proof.codeChallenge
        if (!isProven) return { kind: 'refused' }
        const grantId = newId()
        await transaction
          .insertInto('agent_grants')
          .values({
            id: grantId,
            client_id: taken.client_id,
            user_id: taken.user_id,
            permissions: taken.permissions,
            location_ids: taken.location_ids,
            created_at: now,
          })
          .execute()
        await transaction
          .updateTable('agent_codes')
          .set({ grant_id: grantId })
          .where('code_hash', '=', taken.code_hash)
          .execute()
        await insertTokens(transaction, grantId, tokens)
        return { kind: 'granted', grantId, permissions: taken.permissions }
      }),

    /** Trades a refresh token for a new pair. Each works once: a second time revokes the grant. */
    redeemRefreshToken: (
      refresh: { token: string; clientId: string },
      tokens: AgentTokens,
      now: Date,
    ): Promise<RedeemOutcome> =>
      kysely.transaction().execute(async (transaction) => {
        const found = await transaction
          .selectFrom('agent_tokens')
          .innerJoin('agent_grants', 'agent_grants.id', 'agent_tokens.grant_id')
          .select([
            'agent_tokens.token_hash',
            'agent_tokens.expires_at',
            'agent_tokens.used_at',
            'agent_grants.id',
            'agent_grants.client_id',
            'agent_grants.permissions',
            'agent_grants.revoked_at',
          ])
          .where('agent_tokens.token_hash', '=', hashToken(refresh.token))
          .where('agent_tokens.kind', '=', 'refresh')
          .forUpdate()
          .executeTakeFirst()
        if (found === undefined || found.client_id !== refresh.clientId) return { kind: 'refused' }
        if (found.revoked_at !== null || found.expires_at <= now) return { kind: 'refused' }
        if (found.used_at !== null) {
          await revoke(transaction, found.id, 'refresh_token_reused', now)
          return { kind: 'reused' }
        }
        await transaction
          .updateTable('agent_tokens')
          .set({ used_at: now })
          .where('token_hash', '=', found.token_hash)
          .execute()
        await transaction
          .deleteFrom('agent_tokens')
          .where('grant_id', '=', found.id)
          .where('expires_at', '<', now)
          .execute()
        await insertTokens(transaction, found.id, tokens)
        return { kind: 'granted', grantId: found.id, permissions: found.permissions }
      }),

    /** The grant an access token stands for, unless either ended; notes that it was used. */
    async findUsable(accessToken: string, now: Date): Promise<AgentGrantRow | undefined> {
      const row = await selectGrants(kysely)
        .innerJoin('agent_tokens', 'agent_tokens.grant_id', 'agent_grants.id')
        .where('agent_tokens.token_hash', '=', hashToken(accessToken))
        .where('agent_tokens.kind', '=', 'access')
        .where('agent_tokens.expires_at', '>', now)
        .where('agent_grants.revoked_at', 'is', null)
        .executeTakeFirst()
      if (row === undefined) return undefined
      if (row.last_used_at === null || now.getTime() - row.last_used_at.getTime() > lastUsedPrecisionMs)
        await kysely.updateTable('agent_grants').set({ last_used_at: now }).where('id', '=', row.id).execute()
      return row
    },

    /** Newest first, also those that were revoked. */
    list: (): Promise<AgentGrantRow[]> =>
      selectGrants(kysely).orderBy('agent_grants.created_at', 'desc').orderBy('agent_grants.id').execute(),

    /** False when there is no such grant, or it was revoked before. */
    revoke: (id: string, by: RevokedBy, now: Date): Promise<boolean> => revoke(kysely, id, by, now),

    /**
     * Forgets, at most so many of each, grants that nobody can use any more and that ended (or were used last) before
     * `endedBefore`, tokens that ran out, and codes that ran out a day ago: until then a second use tells of a theft.
     * @returns how many were forgotten
     */
    async deleteOver({ now, endedBefore, limit }: { now: Date; endedBefore: Date; limit: number }) {
      const grants = await kysely
        .deleteFrom('agent_grants')
        .where(
          'id',
          'in',
          kysely
            .selectFrom('agent_grants')
            .select('agent_grants.id')
            .where((where) =>
              where.or([
                where('agent_grants.revoked_at', '<', endedBefore),
                where.and([
                  where('agent_grants.revoked_at', 'is', null),
                  where(
                    where.fn.coalesce('agent_grants.last_used_at', 'agent_grants.created_at'),
                    '<',
                    endedBefore,
                  ),
                  where.not(
                    where.exists(
                      where
                        .selectFrom('agent_tokens')
                        .select('agent_tokens.token_hash')
                        .whereRef('agent_tokens.grant_id', '=', 'agent_grants.id')
                        .where('agent_tokens.expires_at', '>', now),
                    ),
                  ),
                ]),
              ]),
            )
            .limit(limit),
        )
        .executeTakeFirst()
      const tokens = await kysely
        .deleteFrom('agent_tokens')
        .where(
          'token_hash',
          'in',
          kysely.selectFrom('agent_tokens').select('token_hash').where('expires_at', '<', now).limit(limit),
        )
        .executeTakeFirst()
      const codes = await kysely
        .deleteFrom('agent_codes')
        .where(
          'code_hash',
          'in',
          kysely
            .selectFrom('agent_codes')
            .select('code_hash')
            .where('expires_at', '<', daysBefore(now, 1))
            .limit(limit),
        )
        .executeTakeFirst()
      const [grantCount, tokenCount, codeCount] = [grants, tokens, codes].map(({ numDeletedRows }) =>
        Number(numDeletedRows),
      )
      return { grants: grantCount ?? 0, tokens: tokenCount ?? 0, codes: codeCount ?? 0 }
    },

    /** Revokes the grant a token of either kind belongs to, when it is the program's own. */
    async revokeByToken(token: string, clientId: string | undefined, now: Date): Promise<void> {
      const found = await kysely
        .selectFrom('agent_tokens')
        .innerJoin('agent_grants', 'agent_grants.id', 'agent_tokens.grant_id')
        .select(['agent_grants.id', 'agent_grants.client_id'])
        .where('agent_tokens.token_hash', '=', hashToken(token))
        .executeTakeFirst()
      if (found === undefined || (clientId !== undefined && clientId !== found.client_id)) return
      await revoke(kysely, found.id, 'agent', now)
    },
  }
}

const daysBefore = (instant: Date, days: number): Date => new Date(instant.getTime() - days * 86_400_000)

const selectGrants = (kysely: Kysely<Tables>) =>
  kysely
    .selectFrom('agent_grants')
    .innerJoin('agent_clients', 'agent_clients.id', 'agent_grants.client_id')
    .innerJoin('users', 'users.id', 'agent_grants.user_id')
    .selectAll('agent_grants')
    .select(['agent_clients.name as client_name', 'users.name as user_name'])

async function refuseUsedCode(
  transaction: Transaction<Tables>,
  code: string,
  now: Date,
): Promise<RedeemOutcome> {
  const used = await transaction
    .selectFrom('agent_codes')
    .select('grant_id')
    .where('code_hash', '=', hashToken(code))
    .executeTakeFirst()
  if (used === undefined) return { kind: 'refused' }
  if (used.grant_id !== null) await revoke(transaction, used.grant_id, 'code_reused', now)
  return { kind: 'reused' }
}

async function insertTokens(
  transaction: Transaction<Tables>,
  grantId: string,
  tokens: AgentTokens,
): Promise<void> {
  await transaction
    .insertInto('agent_tokens')
    .values([
      {
        token_hash: hashToken(tokens.access),
        grant_id: grantId,
        kind: 'access',
        expires_at: tokens.accessExpiresAt,
      },
      {
        token_hash: hashToken(tokens.refresh),
        grant_id: grantId,
        kind: 'refresh',
        expires_at: tokens.refreshExpiresAt,
      },
    ])
    .execute()
}

async function revoke(kysely: Kysely<Tables>, id: string, by: RevokedBy, now: Date): Promise<boolean> {
  const outcome = await kysely
    .updateTable('agent_grants')
    .set({ revoked_at: now, revoked_by: by })
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  return outcome.numUpdatedRows === 1n
}
