import { afterEach, describe, expect, it } from 'vitest'
import { appendStatusEvent } from '../../hub/src/connections/change-status.ts'
import { createEventsStore, type StoredEvent } from '../../hub/src/store/events.store.ts'
import { createTagsStore } from '../../hub/src/store/tags.store.ts'
import { testDatabases } from '../../hub/src/store/test-database.ts'
import { findSchemaErrors } from './find-schema-errors.ts'
import { startSyncedLocation, type SyncedLocation } from './sync.suite.ts'

const hourMs = 3_600_000

describe.each(await testDatabases())('events of a real sync on $name', (place) => {
  let copy: SyncedLocation
  afterEach(() => copy.close())

  async function everyEvent(): Promise<StoredEvent[]> {
    const store = createEventsStore(copy.database.kysely)
    const all: StoredEvent[] = []
    let after: string | undefined
    for (;;) {
      const { events, position } = await store.read({ limit: 1000, after })
      if (events.length === 0) return all
      all.push(...events)
      after = position
    }
  }

  it('have the shape that the catalog says they have', async () => {
    copy = await startSyncedLocation(place)
    const { locationId, database } = copy
    const { world, clock } = copy.simulator
    copy.sync.start()
    await copy.filled()

    // What people do in the CRM, and what time does to it.
    const accounts = world.contentsOf(locationId).accounts.filter(({ expiresAt }) => expiresAt > clock.now())
    const tag = world.createTag({ locationId, tag: 'spring' })
    const category = world.createCategory({ locationId, name: 'Offers' })
    const scheduled = {
      accountIds: [accounts[0]!.id],
      summary: 'Two for one',
      status: 'scheduled' as const,
      scheduleDate: new Date(clock.now().getTime() + 2 * hourMs).toISOString(),
    }
    const { id: postId } = world.createPost({ locationId, ...scheduled, tags: [tag.id] })
    await copy.run(['tags', 'categories'])
    await copy.run(['posts'])
    const user = world.contentsOf(locationId).posts.get(postId)!.createdBy
    await copy.client
      .social(locationId)
      .editPost(postId, { ...scheduled, summary: 'Three for one', type: 'post', userId: user, tags: [] })
    world.renameTag(tag.id, 'summer')
    await copy.run(['tags', 'posts'])
    clock.advance(3 * hourMs)
    await copy.run()
    clock.advance(48 * hourMs)
    await copy.run()
    world.deleteCategory(category.id)
    const tags = createTagsStore(database.kysely)
    await tags.putDetails(locationId, [{ tagId: tag.id, details: { theme: 'new' } }], clock.now())
    await tags.putDetails(locationId, [{ tagId: tag.id, details: { theme: 'newer' } }], clock.now())
    world.deleteTag(tag.id)
    await copy.run(['tags', 'categories'])
    const connection = { id: 'c', location_id: locationId, company_id: null, level: 'location' as const }
    for (const status of [null, 'ok'])
      await appendStatusEvent(
        database.kysely,
        { ...connection, status },
        { status: 'needs_reauth', code: 'connections.refresh_refused', message: 'Refused' },
        clock.now(),
      )

    const events = await everyEvent()
    expect([...new Set(events.flatMap(findSchemaErrors))]).toEqual([])
    const types = new Set(events.map(({ type }) => type))
    for (const type of [
      'post.created',
      'post.updated',
      'post.scheduled',
      'post.published',
      'post.deleted',
      'post.insights_changed',
      'tag.created',
      'tag.renamed',
      'tag.removed',
      'tag.added_to_post',
      'tag.removed_from_post',
      'tag.details_updated',
      'category.created',
      'category.removed',
      'comment.received',
      'account.connected',
      'statistics.updated',
      'connection.status_changed',
    ])
      expect([...types]).toContain(type)
  })
})
