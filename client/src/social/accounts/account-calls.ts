import { callAt, callSocial } from '../social-call.ts'
import type { SocialContext } from '../social-call.ts'
import type { SocialClient } from '../social-client.types.ts'
import { decodeAccount, decodeAccountGroup } from './decode-account.ts'

/** Calls about connected accounts. */
export function createAccountCalls(
  context: SocialContext,
): Pick<SocialClient, 'listAccounts' | 'deleteAccount'> {
  const { locationId } = context
  return {
    async listAccounts(options) {
      const { results, report } = await callSocial(context, 'get-account', callAt({ locationId }, options))
      return {
        accounts: results.list('accounts', (item, path) => decodeAccount(item, path, report)),
        groups: results.list('groups', (item, path) => decodeAccountGroup(item, path, report)),
      }
    },

    async deleteAccount(accountId, options = {}) {
      const { companyId, userId } = options
      const how = callAt({ locationId, id: accountId }, options, { query: { companyId, userId } })
      await callSocial(context, 'delete-account', how)
    },
  }
}
