import type { Category } from '@causeway/client'
import { deriveCategoryEvents } from './derive-events/derive-category-events.ts'
import { toCategoryData } from './normalise/to-category-data.ts'
import { pullWholeList } from './pull-whole-list.ts'
import type { PullResult, StreamRun } from './sync.types.ts'

const toRecord = (category: Category) => ({
  id: category.id,
  data: toCategoryData(category),
  raw: category.raw,
})

/** Reads all categories. */
export const pullCategories = (run: StreamRun): Promise<PullResult> =>
  pullWholeList(run, {
    kind: 'category',
    read: async () =>
      (await run.social.allCategories({ signal: run.signal }))
        .filter(({ isDeleted }) => !isDeleted)
        .map(toRecord),
    lookUp: async (ids) => {
      const answers = await Promise.all(ids.map((id) => run.social.getCategory(id, { signal: run.signal })))
      const found = answers.flatMap((category) =>
        category === undefined || category.isDeleted ? [] : [toRecord(category)],
      )
      return { found, goneIds: ids.filter((id) => !found.some((category) => category.id === id)) }
    },
    derive: deriveCategoryEvents,
  })
