import { HighLevel, LogLevel } from '@gohighlevel/api-client'

/** A record as the CRM gives it, or one metric of one account on one day. */
export interface ReadRecord {
  kind: 'account' | 'tag' | 'category' | 'post' | 'comment' | 'statistic'
  id: string
  data: Record<string, unknown>
}

export interface LocationToRead {
  simulatorUrl: string
  privateToken: string
  locationId: string
  /** Days of statistics, `YYYY-MM-DD` in UTC, oldest first; read in windows of seven. */
  days: readonly string[]
}

type Fields = Record<string, unknown>

const pageSize = 100
const statisticsPlatforms = ['facebook', 'instagram', 'linkedin', 'google', 'pinterest', 'youtube', 'tiktok']
const commentPlatforms = ['facebook', 'instagram', 'linkedin', 'tiktok', 'youtube', 'threads']

/**
 * Reads all social data of a location as a straightforward program would with the official SDK: one page after the
 * other, one account and week of statistics after the other. Yields what each answer held.
 */
export async function* readLocation(location: LocationToRead): AsyncGenerator<ReadRecord[]> {
  const sdk = openSdk(location)
  const { locationId, days } = location
  const social = sdk.socialMediaPosting
  const accounts = listOf(await social.getAccount({ locationId }), 'accounts')
  yield accounts.map((data) => ({ kind: 'account', id: String(data['id']), data }))

  yield* pages('tag', async (skip) =>
    listOf(
      await social.getTagsLocationId({ locationId, limit: String(pageSize), skip: String(skip) }),
      'tags',
    ),
  )
  yield* pages('category', async (skip) =>
    listOf(
      await social.getCategoriesLocationId({ locationId, limit: String(pageSize), skip: String(skip) }),
      'categories',
    ),
  )
  yield* pages('post', async (skip) => {
    const wish = {
      type: 'all',
      skip: String(skip),
      limit: String(pageSize),
      fromDate: '2000-01-01T00:00:00.000Z',
      toDate: '2099-12-31T00:00:00.000Z',
      includeUsers: 'false',
    }
    return listOf(await social.getPosts({ locationId }, wish), 'posts')
  })
  for (const platform of commentPlatforms) {
    const originIds = accounts
      .filter((account) => account['platform'] === platform)
      .map((account) => account['originId'])
    if (originIds.length === 0) continue
    yield* pages('comment', async (skip) => {
      // The SDK has no call for comments; its HTTP client is what a program would use.
      const { data } = await sdk
        .getHttpClient()
        .post<unknown>(
          `/social-media-posting/comments/${platform}/list`,
          { originIds, skip, limit: pageSize },
          { params: { locationId } },
        )
      return listOf(data, 'comments')
    })
  }
  for (const account of accounts.filter(hasStatistics)) {
    for (let start = 0; start < days.length; start += 7)
      yield await readWeek(sdk, locationId, account, days.slice(start, start + 7))
  }
}

/** Networks and permissions the CRM has statistics for. */
const hasStatistics = (account: Fields): boolean =>
  account['hasStatisticsPermissions'] !== false && statisticsPlatforms.includes(String(account['platform']))

function openSdk({ simulatorUrl, privateToken }: LocationToRead): HighLevel {
  const sdk = new HighLevel({
    privateIntegrationToken: privateToken,
    apiVersion: 'v3',
    logLevel: LogLevel.ERROR,
  })
  sdk.getHttpClient().defaults.baseURL = simulatorUrl
  return sdk
}

async function* pages(
  kind: ReadRecord['kind'],
  fetchPage: (skip: number) => Promise<Fields[]>,
): AsyncGenerator<ReadRecord[]> {
  for (let skip = 0; ; skip += pageSize) {
    const items = await fetchPage(skip)
    yield items.map((data) => ({ kind, id: String(data['_id']), data }))
    if (items.length < pageSize) return
  }
}

async function readWeek(
  sdk: HighLevel,
  locationId: string,
  account: Fields,
  days: readonly string[],
): Promise<ReadRecord[]> {
  const profileId = String(account['profileId'])
  const currentRange = { startDate: days[0], endDate: days.at(-1) }
  const wish = { profileIds: [profileId], currentRange }
  const answer = await sdk.socialMediaPosting.getSocialMediaStatistics({ locationId }, wish)
  const results = fieldsOf((answer as unknown as Fields)['results'])
  const performance = fieldsOf(results['postPerformance'])
  const followers = fieldsOf(fieldsOf(results['platformTotals'])['followers'])
  const series: [metric: string, values: unknown][] = [
    ['impressions', performance['impressions']],
    ['likes', performance['likes']],
    ['comments', performance['comments']],
    ['posts', Object.values(fieldsOf(performance['posts']))[0]],
    ['followers', fieldsOf(Object.values(followers)[0])['series']],
  ]
  return series.flatMap(([metric, values]) =>
    (Array.isArray(values) ? values : []).flatMap((value: unknown, place) =>
      days[place] === undefined
        ? []
        : [{ kind: 'statistic' as const, id: `${profileId} ${metric} ${days[place]}`, data: { value } }],
    ),
  )
}

const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null ? (value as Fields) : {}

/** The list inside an answer's envelope; the CRM puts a sentence where an empty list of tags would be. */
function listOf(answer: unknown, name: string): Fields[] {
  const results = fieldsOf(fieldsOf(answer)['results'])
  const list = results[name]
  return Array.isArray(list) ? (list as Fields[]) : []
}
