import { createSimulator, demoApp, type Simulator } from '@causeway/simulator'
import { HighLevel } from '@gohighlevel/api-client'
import { afterAll, beforeAll, expect, test } from 'vitest'

/** HighLevel's own SDK, pointed at the simulator: what it does not notice, an integrator would not either. */

const now = new Date('2026-11-23T12:00:00Z')
const redirectUri = 'http://127.0.0.1:4400/oauth/crm/callback'
const scopes = ['account', 'post', 'csv', 'category', 'tag', 'oauth'].flatMap((name) => [
  `socialplanner/${name}.readonly`,
  `socialplanner/${name}.write`,
])
const scope = [...scopes, 'socialplanner/statistics.readonly', 'oauth.readonly', 'oauth.write'].join(' ')
const image = { url: 'https://media.example.com/picture.jpg', type: 'image/jpeg' }

/** The SDK's types publish words as objects and leave live fields out; answers are read as what they are. */
// oxlint-disable-next-line typescript/no-explicit-any
type Loose = any

let simulator: Simulator
let sdk: HighLevel
let locationId: string
let companyId: string
let userId: string
let accounts: Loose[]

const pointAtSimulator = (client: HighLevel): HighLevel => {
  client.getHttpClient().defaults.baseURL = simulator.url
  return client
}

/** What a person does on the consent page; gives the code the browser is sent back with. */
async function consent(target: string): Promise<string> {
  const url = new URL(
    new HighLevel({ ...credentials }).oauth.getAuthorizationUrl(demoApp.clientId, redirectUri, scope),
  )
  const form = new URLSearchParams(url.searchParams)
  form.set('decision', 'allow')
  form.set('target', target)
  const response = await fetch(`${simulator.url}${url.pathname}`, {
    method: 'POST',
    body: form,
    redirect: 'manual',
  })
  return new URL(response.headers.get('location') ?? '').searchParams.get('code') ?? ''
}

const credentials = {
  clientId: demoApp.clientId,
  clientSecret: demoApp.clientSecret,
  logLevel: 'none' as const,
}

const exchange = (code: string, userType: 'Company' | 'Location'): Promise<Loose> =>
  pointAtSimulator(new HighLevel(credentials)).oauth.getAccessToken({
    client_id: demoApp.clientId,
    client_secret: demoApp.clientSecret,
    grant_type: 'authorization_code',
    code,
    user_type: userType,
    redirect_uri: redirectUri,
  })

beforeAll(async () => {
  simulator = await createSimulator({ port: 0, now, limits: 'off', scale: 'small' })
  const location = simulator.world.locations.find(({ name }) => name === 'Northgate Outfitters')
  locationId = location?.id ?? ''
  companyId = location?.companyId ?? ''
  const token = await exchange(await consent(`location:${locationId}`), 'Location')
  userId = token.userId
  sdk = pointAtSimulator(new HighLevel({ ...credentials, locationAccessToken: token.access_token }))
  const answer: Loose = await sdk.socialMediaPosting.getAccount({ locationId })
  accounts = answer.results.accounts
})
afterAll(() => simulator.close())

const accountOn = (platform: string): Loose => accounts.find((account) => account.platform === platform)

test('the SDK exchanges a code, stores the session, and refreshes it when it is refused', async () => {
  const client = pointAtSimulator(new HighLevel(credentials))
  const token = await exchange(await consent(`location:${locationId}`), 'Location')
  await client.getSessionStorage().setSession(locationId, token)
  await client.socialMediaPosting.getAccount({ locationId })
  simulator.clock.advance(25 * 3_600_000)
  await client.socialMediaPosting.getAccount({ locationId })
  const session: Loose = await client.getSessionStorage().getSession(locationId)
  expect(session.access_token).not.toBe(token.access_token)
  simulator.clock.set(now)
})

test('the SDK gets a location token from an agency token and lists installed locations', async () => {
  const token = await exchange(await consent(`company:${companyId}`), 'Company')
  const agency = pointAtSimulator(new HighLevel({ ...credentials, agencyAccessToken: token.access_token }))
  const minted: Loose = await agency.oauth.getLocationAccessToken({ companyId, locationId })
  expect(minted).toMatchObject({ token_type: 'Bearer', locationId })
  const [appId = ''] = demoApp.clientId.split('-')
  const installed: Loose = await agency.oauth.getInstalledLocation({ companyId, appId })
  expect(installed.locations.map((location: Loose) => location._id)).toContain(locationId)
})

test('the SDK reads tags and categories, by list and by id', async () => {
  const planner = sdk.socialMediaPosting
  const tags: Loose = await planner.getTagsLocationId({ locationId, limit: '5', skip: '0' })
  expect(tags.results).toMatchObject({ count: 30 })
  const tagIds = tags.results.tags.map((tag: Loose) => tag._id)
  const details: Loose = await planner.getTagsByIds({ locationId }, { tagIds })
  expect(details.results.count).toBe(5)
  const categories: Loose = await planner.getCategoriesLocationId({ locationId })
  const [{ _id: id, name }] = categories.results.categories
  const category: Loose = await planner.getCategoriesId({ locationId, id })
  expect(category.results.category.name).toBe(name)
})

test('the SDK lists, creates, reads, edits and deletes posts', async () => {
  const planner = sdk.socialMediaPosting
  const body: Loose = {
    accountIds: [accountOn('facebook').id],
    summary: 'Written with the SDK',
    media: [image],
    type: 'post',
    status: 'scheduled',
    scheduleDate: '2026-11-25T09:00:00Z',
    userId,
  }
  const created: Loose = await planner.createPost({ locationId }, body)
  const { _id: id } = created.results.post
  const read: Loose = await planner.getPost({ locationId, id })
  expect(read.results.post).toMatchObject({ status: 'scheduled', platform: 'google' })
  await planner.editPost({ locationId, id }, { ...body, summary: 'Edited with the SDK' })
  const list: Loose = await planner.getPosts(
    { locationId },
    {
      type: 'scheduled',
      skip: '0',
      limit: '100',
      fromDate: '2026-11-01T00:00:00Z',
      toDate: '2026-12-31T00:00:00Z',
      includeUsers: 'true',
    },
  )
  const listed = list.results.posts.find((post: Loose) => post._id === id)
  expect(listed.summary).toBe('Edited with the SDK')
  await planner.deletePost({ locationId, id })
  const second: Loose = await planner.createPost({ locationId }, body)
  const removed: Loose = await planner.bulkDeleteSocialPlannerPosts(
    { locationId },
    {
      postIds: [second.results.post._id],
    },
  )
  expect(removed.results.deletedCount).toBe(1)
})

test('the SDK reads a week of statistics', async () => {
  const statistics: Loose = await sdk.socialMediaPosting.getSocialMediaStatistics(
    { locationId },
    {
      profileIds: accounts.map((account) => account.profileId),
    },
  )
  expect(statistics.results.dayRange).toEqual(['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'])
  expect(statistics.results.totals.impressions).toBeGreaterThan(0)
})

test('the SDK uploads a CSV, sets its accounts, and finalizes, reads and deletes it', async () => {
  const planner = sdk.socialMediaPosting
  const form = new FormData()
  const rows = [
    'postAtSpecificTime (YYYY-MM-DD HH:mm:ss),content,link (OGmetaUrl),imageUrls',
    `2026-12-01 10:00:00,First,,${image.url}`,
    `2026-12-02 10:00:00,Second,,${image.url}`,
  ]
  form.set('file', new Blob([rows.join('\n')], { type: 'text/csv' }), 'plan.csv')
  // The SDK's default content type is JSON; a form needs the one with its boundary.
  const headers = { 'Content-Type': 'multipart/form-data' }
  const token = sdk.getLocationAccessToken()
  const upload: Loose = await planner.uploadCsv({ locationId }, form as Loose, {
    headers: { ...headers, Authorization: `Bearer ${token}` },
  })
  const { filePath, rowsCount, fileName } = upload.results
  expect(rowsCount).toBe(2)
  const accountIds = [accountOn('facebook').id]
  const set: Loose = await planner.setAccounts(
    { locationId },
    {
      accountIds,
      filePath,
      rowsCount,
      fileName,
      userId,
    },
  )
  const id = set.results.csvId
  const status: Loose = await planner.getUploadStatus({ locationId, userId })
  expect(status.results.count).toBe(1)
  const csv: Loose = await planner.getCsvPost({ locationId, id })
  await planner.deleteCsvPost({ locationId, csvId: id, postId: csv.results.posts[1]._id })
  await planner.startCsvFinalize({ locationId, id }, { userId })
  await planner.deleteCsv({ locationId, id })
})

/** The id that the network's sign-in page hands to the window that opened it. */
const accountIdIn = (page: unknown): string =>
  /data-account-id="([0-9a-f]{24})"/.exec(String(page))?.[1] ?? ''

test('the SDK connects an account on every network it knows', async () => {
  const planner = sdk.socialMediaPosting
  const start = { locationId, userId }
  const google = { locationId, accountId: accountIdIn(await planner.startGoogleOauth(start)) }
  const places: Loose = await planner.getGoogleLocations(google)
  await planner.setGoogleLocations(google, places.results.locations)
  const facebook = { locationId, accountId: accountIdIn(await planner.startFacebookOauth(start)) }
  const pages: Loose = await planner.getFacebookPageGroup(facebook)
  const [page] = pages.results.pages
  const attached: Loose = await planner.attachFacebookPageGroup(facebook, {
    type: 'page',
    originId: page.id,
    name: page.name,
  })
  expect(attached.results).toMatchObject({ platform: 'facebook', active: true })
  const instagram = { locationId, accountId: accountIdIn(await planner.startInstagramOauth(start)) }
  const profiles: Loose = await planner.getInstagramPageGroup(instagram)
  const [{ id: originId, name, pageId }] = profiles.results.accounts
  await planner.attachInstagramPageGroup(instagram, { originId, name, pageId })
  const linkedin = { locationId, accountId: accountIdIn(await planner.startLinkedinOauth(start)) }
  const company: Loose = await planner.getLinkedinPageProfile(linkedin)
  const [organization] = company.results.pages
  await planner.attachLinkedinPageProfile(linkedin, {
    type: 'page',
    originId: organization.id,
    name: organization.name,
    urn: organization.urn,
  })
  const tiktok = { locationId, accountId: accountIdIn(await planner.startTiktokOauth(start)) }
  const creator: Loose = await planner.getTiktokProfile(tiktok)
  const [{ id: creatorId, name: creatorName }] = creator.results.profile
  await planner.attachTiktokProfile(tiktok, { type: 'profile', originId: creatorId, name: creatorName })
  const business = { locationId, accountId: accountIdIn(await planner.startTiktokBusinessOauth(start)) }
  const shop: Loose = await planner.getTiktokBusinessProfile(business)
  expect(shop.results.profile[0].type).toBe('business')
  const after: Loose = await planner.getAccount({ locationId })
  expect(after.results.accounts).toHaveLength(accounts.length + 5)
})

test('Twitter is refused as it has been since 2024', async () => {
  const planner = sdk.socialMediaPosting
  const account = { locationId, accountId: '0'.repeat(24) }
  const refused = { statusCode: 400 }
  await expect(planner.startTwitterOauth({ locationId, userId })).rejects.toMatchObject(refused)
  await expect(planner.getTwitterProfile(account)).rejects.toMatchObject(refused)
  await expect(planner.attachTwitterProfile(account, { originId: '1' })).rejects.toMatchObject(refused)
})

test('the SDK disconnects an account', async () => {
  const { id } = accountOn('threads')
  await sdk.socialMediaPosting.deleteAccount({ locationId, id })
  const after: Loose = await sdk.socialMediaPosting.getAccount({ locationId })
  expect(after.results.accounts.map((account: Loose) => account.id)).not.toContain(id)
})

test('all 40 social operations of the SDK were called', () => {
  const called = simulator.admin
    .latestRequests(500)
    .flatMap(({ operationId }) => (operationId === undefined ? [] : [operationId]))
  const social = new Set(called.filter((id) => id.startsWith('v2.social-media-posting.')))
  expect(social.size).toBe(40)
})
