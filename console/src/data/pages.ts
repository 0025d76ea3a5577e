import type { Query } from './call-hub.ts'
import { callHub } from './call-hub.ts'

/** One page of a list, as every list of the hub answers. */
export type Page<Item> = { items: Item[]; nextCursor: string | null; total?: number }

/** Reads a list to its end, for lists a person can overlook: accounts, tags, locations. */
export async function readAllPages<Item>(path: string, query: Query = {}, signal?: AbortSignal): Promise<Item[]> {
  const items: Item[] = []
  let cursor: string | undefined
  do {
    const page: Page<Item> = await callHub(path, {
      query: { limit: 200, ...query, cursor },
      ...(signal === undefined ? {} : { signal }),
    })
    items.push(...page.items)
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  return items
}
