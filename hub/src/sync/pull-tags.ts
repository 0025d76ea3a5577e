import type { Tag } from '@causeway/client'
import { deriveTagEvents } from './derive-events/derive-tag-events.ts'
import { toTagData } from './normalise/to-tag-data.ts'
import { pullWholeList } from './pull-whole-list.ts'
import type { PullResult, StreamRun } from './sync.types.ts'

const toRecord = (tag: Tag) => ({ id: tag.id, data: toTagData(tag), raw: tag.raw })

/** Reads all tags. */
export const pullTags = (run: StreamRun): Promise<PullResult> =>
  pullWholeList(run, {
    kind: 'tag',
    read: async () =>
      (await run.social.allTags({ signal: run.signal })).filter(({ isDeleted }) => !isDeleted).map(toRecord),
    lookUp: async (ids) => {
      const tags = await run.social.getTagsByIds(ids, { signal: run.signal })
      const found = tags.filter(({ id, isDeleted }) => !isDeleted && ids.includes(id)).map(toRecord)
      return { found, goneIds: ids.filter((id) => !found.some((tag) => tag.id === id)) }
    },
    derive: deriveTagEvents,
  })
