import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Answer, signedInAccountIn } from '../../test/exercise-social.ts'
import { hoursLater, noon, type SocialBench, startSocial } from '../../test/start-social.ts'

let bench: SocialBench
beforeAll(async () => {
  bench = await startSocial('Hearth')
})
afterAll(() => bench.simulator.close())

const accounts = async (): Promise<Answer[]> => (await bench.v3.call('get-account'))['results'].accounts
const on = async (platform: string) => (await accounts()).find((account) => account['platform'] === platform)

test('an account has the keys seen live, and an id of oauth, location and origin', async () => {
  const account = await on('facebook')
  expect(account).toMatchObject({
    id: `${account?.['oauthId']}_${bench.location.id}_${account?.['originId']}`,
    profileId: expect.stringMatching(/^[0-9a-f]{24}$/),
    type: 'page',
    isExpired: false,
    hasStatisticsPermissions: true,
    syncPosts: false,
    deleted: false,
  })
  expect((await on('instagram'))?.['meta']).toMatchObject({ loginType: 'facebook' })
})

test('a token that has ended makes its account expired, and others follow with the clock', async () => {
  expect(await on('tiktok')).toMatchObject({ isExpired: true })
  bench.simulator.clock.advance(100 * 24 * 3_600_000)
  expect(await on('facebook')).toMatchObject({ isExpired: true })
  bench.simulator.clock.set(noon)
})

test('connecting again renews the token of the same account', async () => {
  const params = { platform: 'facebook' }
  const signIn = async (): Promise<Answer> => {
    const query = { locationId: bench.location.id, userId: bench.userId }
    const page = await bench.v3.open('start-oauth', { params, query })
    const accountId = signedInAccountIn(page)
    const path = { params: { ...params, accountId } }
    const [offer] = (await bench.v3.call('get-oauth-accounts', path))['results'].pages
    const body = { type: 'page', originId: offer.id, name: offer.name, avatar: offer.avatar }
    return (await bench.v3.call('attach-oauth-accounts', { ...path, body }))['results']
  }
  const before = (await accounts()).length
  const first = await signIn()
  bench.simulator.clock.advance(30 * 24 * 3_600_000)
  const second = await signIn()
  bench.simulator.clock.set(noon)
  expect(second['oldId']).toBe(first['oldId'])
  const renewed = (await accounts()).find((account) => account['id'] === first['oldId'])
  expect(await accounts()).toHaveLength(before + 1)
  expect(renewed?.['expire']).toBe(hoursLater(24 * 90))
})

test('pages can only be attached after a sign-in', async () => {
  const path = { params: { platform: 'facebook', accountId: '0'.repeat(24) } }
  expect((await bench.v3.refuse('get-oauth-accounts', path)).status).toBe(404)
})

test('Bluesky cannot be connected', async () => {
  const query = { locationId: bench.location.id, userId: bench.userId }
  const { status } = await bench.v3.refuse('start-oauth', { params: { platform: 'bluesky' }, query })
  expect(status).toBe(400)
})

test('the sign-in page shows the name of a location as text, whatever is in it', async () => {
  const cafe = await startSocial('مقهى')
  cafe.location.name = '<img src=x onerror=alert(1)>'
  const query = { locationId: cafe.location.id, userId: cafe.userId }
  const page = await cafe.v3.open('start-oauth', { params: { platform: 'instagram' }, query })
  await cafe.simulator.close()
  expect(page).not.toContain('<img')
})

test('disconnecting takes an account out of its groups, and what was planned for it fails', async () => {
  const account = await on('google')
  const body = {
    accountIds: [account?.['id']],
    summary: 'Too late',
    media: [],
    type: 'post',
    status: 'scheduled',
    scheduleDate: hoursLater(1),
    userId: bench.userId,
  }
  await bench.v3.call('create-post', { body })
  const gone = await bench.v3.call('delete-account', { params: { id: account?.['id'] } })
  expect(gone).toMatchObject({ message: 'Deleted Account', results: { locationId: bench.location.id } })
  const { groups } = (await bench.v3.call('get-account'))['results']
  expect(groups.every((group: Answer) => !group['accountIds'].includes(account?.['id']))).toBe(true)
  bench.simulator.clock.advance(2 * 3_600_000)
  const failed = [...bench.contents.posts.values()].find(({ summary }) => summary === 'Too late')
  expect(failed).toMatchObject({ status: 'failed', error: expect.stringContaining('token has expired') })
})
