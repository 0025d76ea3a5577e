import type { Account, Tag } from '@causeway/hub/contract'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { accountsQuery, tagsQuery } from '../../data/records.ts'

/** Accounts and tags of a location by id: posts name them only so. */
export type NameBook = { accounts: Map<string, Account>; tags: Map<string, Tag> }

export function useNameBook(locationId: string): NameBook {
  const { data: accounts } = useQuery(accountsQuery(locationId))
  const { data: tags } = useQuery(tagsQuery(locationId))
  return useMemo(
    () => ({
      accounts: new Map(accounts?.map((account) => [account.id, account])),
      tags: new Map(tags?.map((tag) => [tag.id, tag])),
    }),
    [accounts, tags],
  )
}
