import type { AccountData } from '../store/record.types.ts'
import { createRecordsStore } from '../store/records.store.ts'
import type { RecordOutcome } from '../store/write-records.ts'
import {
  deriveAccountEvents,
  deriveExpiringEvents,
  isExpiring,
} from './derive-events/derive-account-events.ts'
import { toAccountData } from './normalise/to-account-data.ts'
import { pullWholeList } from './pull-whole-list.ts'
import type { PullResult, StreamRun } from './sync.types.ts'

/** Reads all accounts: they come in one answer. */
export function pullAccounts(run: StreamRun): Promise<PullResult> {
  const { announced = {} }: { announced?: Record<string, string> } = run.lease.checkpoint
  return pullWholeList(run, {
    kind: 'account',
    read: () => readAccounts(run),
    // No operation gives one account: a second reading confirms that one is gone.
    lookUp: async (ids) => {
      const again = await readAccounts(run)
      return {
        found: again.filter(({ id }) => ids.includes(id)),
        goneIds: ids.filter((id) => !again.some((account) => account.id === id)),
      }
    },
    derive: deriveAccountEvents,
    close: (outcomes) => ({
      alsoDerive: (_, context) =>
        deriveExpiringEvents(
          outcomes.map(({ id, version, current }) => ({
            id,
            version,
            data: current,
            announcedExpiry: announced[id],
          })),
          context,
        ),
      checkpoint: { announced: announcedNow(outcomes, run.clock.now()) },
    }),
  })
}

async function readAccounts(run: StreamRun) {
  const { accounts } = await run.social.listAccounts({ signal: run.signal })
  return accounts
    .filter(({ isDeleted }) => !isDeleted)
    .map((account) => ({ id: account.id, data: toAccountData(account), raw: account.raw }))
}

/** The expiry dates people know of now, by account. */
const announcedNow = (outcomes: readonly RecordOutcome<AccountData>[], at: Date): Record<string, string> =>
  Object.fromEntries(
    outcomes.flatMap(({ id, current }) => (isExpiring(current, at) ? [[id, current.expiresAt!]] : [])),
  )

/** The location's live accounts, as other streams need them. */
export const readStoredAccounts = (run: StreamRun) =>
  createRecordsStore(run.kysely).all<AccountData>(run.lease.locationId, 'account')
