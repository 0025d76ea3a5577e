import { sql } from 'kysely'
import { afterEach, describe, expect, it } from 'vitest'
import { createPostsStore } from '../../hub/src/store/posts.store.ts'
import { createRecordsStore } from '../../hub/src/store/records.store.ts'
import type { AccountData, CommentData, PostData, TagData } from '../../hub/src/store/record.types.ts'
import { createStatisticsStore } from '../../hub/src/store/statistics.store.ts'
import { createStreamsStore } from '../../hub/src/store/streams.store.ts'
import type { RecordKind } from '../../hub/src/store/tables.types.ts'
import { testDatabases } from '../../hub/src/store/test-database.ts'
import { startSyncedLocation, type SyncedLocation } from './sync.suite.ts'

const hourMs = 3_600_000
const sorted = (values: Iterable<string>) => [...values].sort((one, other) => (one < other ? -1 : 1))

describe.each(await testDatabases())('a copy of a location on $name', (place) => {
  let copy: SyncedLocation
  afterEach(() => copy.close())

  const contents = () => copy.simulator.world.contentsOf(copy.locationId)
  const records = () => createRecordsStore(copy.database.kysely)
  const typesOf = async () => (await copy.newEvents()).map(({ type }) => type)
  const errorOf = async (stream: string) =>
    (await createStreamsStore(copy.database.kysely).list([copy.locationId])).find(
      (one) => one.stream === stream,
    )!.error
  const listedPostIds = () =>
    [...contents().posts.values()].filter(({ isDeleted }) => !isDeleted).map(({ id }) => id)

  it('holds, after the first sync, all that the CRM lists, each once', async () => {
    copy = await startSyncedLocation(place)
    copy.sync.start()
    await copy.filled()
    expect(sorted(await copy.idsOf('post'))).toEqual(sorted(listedPostIds()))
    expect(sorted(await copy.idsOf('account'))).toEqual(sorted(contents().accounts.map(({ id }) => id)))
    const tags = await records().all<TagData>(copy.locationId, 'tag')
    expect(sorted(tags.map(({ id, name }) => `${id} ${name}`))).toEqual(
      sorted(contents().tags.map(({ id, tag }) => `${id} ${tag}`)),
    )
    expect(sorted(await copy.idsOf('category'))).toEqual(sorted(contents().categories.map(({ id }) => id)))
    const posts = await records().all<PostData>(copy.locationId, 'post')
    const accounts = new Map(contents().accounts.map(({ id, platform }) => [id, platform]))
    for (const post of posts)
      expect(post.platforms).toEqual(sorted(new Set(post.accountIds.map((id) => accounts.get(id)!))))
    const created = await sql<{ subject: string; times: number }>`
      select subject_id as subject, count(*)::int as times from events where type = 'post.created' group by 1`.execute(
      copy.database.kysely,
    )
    expect(created.rows).toHaveLength(posts.length)
    expect(created.rows.every(({ times }) => times === 1)).toBe(true)
    expect((await typesOf()).filter((type) => type !== 'account.expiring')).toEqual([])
    for (const view of ['accounts', 'tags', 'categories', 'posts', 'comments']) {
      const kind = { accounts: 'account', categories: 'category' }[view] ?? view.slice(0, -1)
      const shown = await sql`select * from ${sql.table(view)}`.execute(copy.database.kysely)
      expect(shown.rows).toHaveLength((await copy.idsOf(kind as RecordKind)).length)
    }
  })

  it('holds every comment with the one it answers', async () => {
    copy = await startSyncedLocation(place)
    copy.sync.start()
    await copy.filled()
    const stored = await records().all<CommentData>(copy.locationId, 'comment')
    const social = copy.client.social(copy.locationId)
    const byPlatform = Map.groupBy(contents().accounts, ({ platform }) => platform)
    const listed = new Set<string>()
    for (const platform of ['facebook', 'instagram', 'linkedin', 'tiktok', 'youtube', 'threads'] as const) {
      const originIds = (byPlatform.get(platform) ?? []).map(({ originId }) => originId)
      if (originIds.length === 0) continue
      for await (const page of social.comments.pages({ platform, originIds }))
        for (const { id } of page.comments) listed.add(id)
    }
    expect(sorted(stored.map(({ id }) => id))).toEqual(sorted(listed))
    expect(stored.length).toBeGreaterThan(0)
    const ids = new Set(stored.map(({ id }) => id))
    const answers = stored.filter(({ parentId }) => parentId !== null)
    expect(answers.every(({ parentId }) => ids.has(parentId!))).toBe(true)
    const counted = stored.reduce((sum, { replies }) => sum + replies, 0)
    expect(answers).toHaveLength(counted)
  })

  it('holds 400 days of statistics, as the CRM gives them, and what it said before it restated them', async () => {
    copy = await startSyncedLocation(place)
    copy.sync.start()
    await copy.filled()
    const statistics = createStatisticsStore(copy.database.kysely)
    const accounts = await records().all<AccountData>(copy.locationId, 'account')
    const [profile] = accounts.filter(
      ({ hasStatistics, platform }) => hasStatistics && platform === 'facebook',
    )
    const answer = await copy.client.social(copy.locationId).getStatistics({
      generation: 'v3',
      profileIds: [profile!.profileId!],
      currentRange: { startDate: '2026-06-08T00:00:00.000Z', endDate: '2026-06-14T23:59:59.999Z' },
    })
    const filter = {
      locationId: copy.locationId,
      from: '2026-06-08',
      to: '2026-06-14',
      profileIds: [profile!.profileId!],
    }
    const days = await statistics.days({ ...filter, metrics: ['impressions'] })
    expect(days.map(({ value }) => value)).toEqual(answer.postPerformance.impressions)
    expect(days[0]!.day).toBe('2026-06-08')
    expect(await statistics.coverage(copy.locationId)).toMatchObject({ to: '2026-06-14' })
    expect((await statistics.coverage(copy.locationId))!.from <= '2025-05-11').toBe(true)

    await copy.newEvents()
    copy.simulator.clock.advance(24 * hourMs)
    await copy.run(['statistics'])
    const restated = await statistics.restatements({ ...filter, profileIds: undefined })
    expect(restated.length).toBeGreaterThan(0)
    const now = await statistics.days({ ...filter, profileIds: undefined })
    for (const old of restated) {
      const current = now.find(
        (row) => row.profileId === old.profileId && row.metric === old.metric && row.day === old.day,
      )
      expect(current!.value).not.toBe(old.value)
      expect(current!.revision).toBe(old.revision + 1)
    }
    expect(await statistics.coverage(copy.locationId)).toMatchObject({ to: '2026-06-15' })
    const events = await copy.newEvents()
    expect(events.filter(({ type }) => type === 'statistics.updated').length).toBeGreaterThan(0)
    await copy.run(['statistics'])
    expect(await typesOf()).toEqual([])
  })

  it('tells what people and networks do in the CRM, once', async () => {
    copy = await startSyncedLocation(place, {
      pick: ({ world }) =>
        world.locations.find(({ id, isActive }) => isActive && world.contentsOf(id).accounts.length >= 2)!.id,
    })
    const { world, clock } = copy.simulator
    copy.sync.start()
    await copy.filled()
    await copy.newEvents()
    const { locationId } = copy
    const [first] = contents().accounts.filter(({ expiresAt }) => expiresAt > clock.now())
    const tag = world.createTag({ locationId, tag: "Robert'); drop table tags;-- <b>" })
    const category = world.createCategory({ locationId, name: 'Sprüche' })
    const scheduleDate = new Date(clock.now().getTime() + 2 * hourMs).toISOString()
    const post = world.createPost({
      locationId,
      accountIds: [first!.id],
      summary: 'Two for one',
      status: 'scheduled',
      scheduleDate,
      tags: [tag.id],
    })
    await copy.run(['tags', 'categories'])
    await copy.run(['posts'])
    const told = await copy.newEvents()
    expect(told.map(({ type }) => type)).toEqual([
      'category.created',
      'post.created',
      'post.scheduled',
      'tag.added_to_post',
      'tag.created',
    ])
    expect(told.find(({ type }) => type === 'tag.added_to_post')!.data).toMatchObject({
      name: tag.tag,
      postId: post.id,
    })
    await copy.run()
    expect(await typesOf()).toEqual([])

    world.renameTag(tag.id, 'renamed')
    world.deleteCategory(category.id)
    clock.advance(3 * hourMs)
    await copy.run(['tags', 'categories', 'posts'])
    const later = await copy.newEvents()
    const types = later.map(({ type }) => type)
    expect(types).toEqual(expect.arrayContaining(['tag.renamed', 'category.removed', 'post.published']))
    const split = later.find(({ type, data }) => type === 'post.deleted' && data['summary'] === 'Two for one')
    expect(split?.data).toMatchObject({ reason: 'split_at_publication' })
    const stored = (
      await createPostsStore(copy.database.kysely).list(locationId, { limit: 200, tagId: tag.id })
    ).items
    expect(stored).toMatchObject([
      { status: 'published', parentPostId: post.id, platforms: [first!.platform] },
    ])
    expect(sorted(await copy.idsOf('post'))).toEqual(sorted(listedPostIds()))

    world.deleteTag(tag.id)
    await copy.run(['tags'])
    expect(await typesOf()).toEqual(['tag.removed'])
  })

  it('does not believe at once that a large part of a collection vanished', async () => {
    copy = await startSyncedLocation(place)
    copy.sync.start()
    await copy.filled()
    await copy.newEvents()
    const tags = contents().tags.map(({ id }) => id)
    expect(tags.length).toBeGreaterThan(5)
    for (const id of tags) copy.simulator.world.deleteTag(id)
    await copy.run(['tags'])
    expect(await errorOf('tags')).toMatchObject({ code: 'sync.mass_delete_suspected' })
    expect(await typesOf()).toEqual([])
    expect(await copy.idsOf('tag')).toHaveLength(tags.length)
    await copy.run(['tags'])
    expect(await errorOf('tags')).toBeNull()
    expect(await copy.idsOf('tag')).toEqual([])
    expect(await typesOf()).toEqual(tags.map(() => 'tag.removed'))
  })

  it('finds deleted posts, recent ones with the next run and old ones with the next full pass', async () => {
    copy = await startSyncedLocation(place)
    copy.sync.start()
    await copy.filled()
    await copy.newEvents()
    const social = copy.client.social(copy.locationId)
    const stored = createPostsStore(copy.database.kysely)
    const [newest] = (await stored.list(copy.locationId, { limit: 1, status: 'scheduled' })).items
    const [oldest] = (await stored.list(copy.locationId, { limit: 1, sort: 'oldest', status: 'draft' })).items
    await social.deletePost(newest!.id)
    await copy.run(['posts'])
    expect(await copy.newEvents()).toMatchObject([{ type: 'post.deleted', data: { reason: 'deleted' } }])
    await social.deletePost(oldest!.id)
    await copy.run(['posts'], { full: true })
    expect(await typesOf()).toEqual(['post.deleted'])
    expect(sorted(await copy.idsOf('post'))).toEqual(sorted(listedPostIds()))
    expect(await records().find(copy.locationId, 'post', oldest!.id)).toMatchObject({ version: 2 })
  })

  it('lets go of a split post whose parts were deleted, though it can still be read by id', async () => {
    copy = await startSyncedLocation(place)
    const { world, clock } = copy.simulator
    const account = contents().accounts.find(({ expiresAt }) => expiresAt > clock.now())!
    const scheduled = world.createPost({
      locationId: copy.locationId,
      accountIds: [account.id],
      summary: 'About to be split',
      status: 'scheduled',
      scheduleDate: new Date(clock.now().getTime() + hourMs).toISOString(),
    })
    copy.sync.start()
    await copy.filled()
    clock.advance(2 * hourMs)
    const part = [...contents().posts.values()].find(({ parentPostId }) => parentPostId === scheduled.id)!
    await copy.client.social(copy.locationId).deletePost(part.id)
    await copy.run(['posts'], { full: true })
    await copy.run(['posts'], { full: true })
    expect(sorted(await copy.idsOf('post'))).toEqual(sorted(listedPostIds()))
    expect(await copy.idsOf('post')).not.toContain(scheduled.id)
  })

  it('comes out right of failing answers, cut connections and broken JSON', async () => {
    copy = await startSyncedLocation(place)
    const { faults } = copy.simulator
    const match = { pathPrefix: '/social-media-posting' }
    faults.add({ kind: 'status', status: 500, probability: 0.05, match })
    faults.add({ kind: 'cut', when: 'amid', probability: 0.03, match })
    faults.add({ kind: 'malformed_json', probability: 0.03, match })
    copy.sync.start()
    await copy.filled()
    faults.clear()
    expect(sorted(await copy.idsOf('post'))).toEqual(sorted(listedPostIds()))
    expect(await copy.idsOf('tag')).toHaveLength(contents().tags.length)
    const doubled = await sql`
      select type, subject_id from events where type like '%.created' or type = 'account.connected'
      group by 1, 2 having count(*) > 1`.execute(copy.database.kysely)
    expect(doubled.rows).toEqual([])
  })

  it('goes on where another process stopped, and shares the work with those that run', async () => {
    copy = await startSyncedLocation(place)
    const first = copy.another()
    first.start()
    await new Promise((resolve) => {
      setTimeout(resolve, 250)
    })
    await first.stop()
    const calls = copy.simulator.requests.total
    for (const sync of [copy.another(), copy.another()]) sync.start()
    await copy.filled()
    expect(calls).toBeGreaterThan(0)
    expect(sorted(await copy.idsOf('post'))).toEqual(sorted(listedPostIds()))
    const doubled = await sql`
      select type, subject_id from events where type in ('post.created', 'comment.received', 'statistics.updated')
      group by 1, 2 having count(*) > 1`.execute(copy.database.kysely)
    expect(doubled.rows).toEqual([])
  })

  it('copies an empty location and one of every script alike', async () => {
    copy = await startSyncedLocation(place, {
      pick: ({ world }) =>
        world.locations.find(({ id, isActive }) => isActive && world.contentsOf(id).accounts.length === 0)!
          .id,
    })
    copy.sync.start()
    await copy.filled()
    expect(await records().count([copy.locationId])).toEqual(
      new Map([
        [copy.locationId, { accounts: 0, tags: 0, categories: 0, posts: 0, comments: 0, statisticDays: 0 }],
      ]),
    )
    await copy.close()
    const isRightToLeft = /[\u0590-\u06ff]/
    copy = await startSyncedLocation(place, {
      pick: ({ world }) =>
        world.locations.find(({ id }) =>
          world.contentsOf(id).tags.some(({ tag }) => isRightToLeft.test(tag)),
        )!.id,
    })
    copy.sync.start()
    await copy.filled()
    const tags = await records().all<TagData>(copy.locationId, 'tag')
    expect(sorted(tags.map(({ name }) => name))).toEqual(sorted(contents().tags.map(({ tag }) => tag)))
  })
})
