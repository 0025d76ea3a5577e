import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { startServer } from './test/start-server.ts'
import type { ReceivedRequest, Reply, ScriptedServer } from './test/start-server.ts'

const readme = await readFile(new URL('README.md', import.meta.url), 'utf8')
const examples = [...readme.matchAll(/^## (.+?)$[^#]*?```ts\n([\s\S]*?)```/gm)].map(
  ([, title = '', code = '']) => [title, code] as const,
)

/** What each example prints. */
const printed: Readonly<Record<string, string[]>> = {
  'Read the Social Planner': ['1 accounts, 1 tags', 'draft - Fresh of 1', '900 -12.5'],
  'Write a post': [],
  'Call anything': ['201 99', '1 of 1'],
  'Install an app': [
    'https://marketplace.gohighlevel.com/v2/oauth/chooselocation?response_type=code&client_id=app-key&redirect_uri=https%3A%2F%2Fhub.example%2Foauth%2Fcrm%2Fcallback&scope=socialplanner%2Ftag.readonly&state=unguessable',
    '1 tags',
  ],
  'Receive webhooks': ['{"status":401,"reason":"signature_missing"}'],
}

let server: ScriptedServer
let folder: string

beforeAll(async () => {
  server = await startServer(answer)
  // Inside the package, so that its own name resolves as it does for a user.
  folder = await mkdtemp(join(import.meta.dirname, '.readme-'))
  vi.stubEnv('CRM_API_URL', server.url)
  vi.stubEnv('CRM_TOKEN', 'pit-example')
  vi.stubEnv('CRM_CLIENT_ID', 'app-key')
  vi.stubEnv('CRM_CLIENT_SECRET', 'secret')
})

afterAll(async () => {
  vi.unstubAllEnvs()
  await rm(folder, { recursive: true, force: true })
  await server[Symbol.asyncDispose]()
})

test('the README has its examples', () => {
  expect(examples.map(([title]) => title)).toEqual(Object.keys(printed))
})

describe('the example', () => {
  test.each(examples)('"%s" runs', async (title, code) => {
    const lines: string[] = []
    const log = vi
      .spyOn(console, 'log')
      .mockImplementation((...parts) => void lines.push(parts.map(written).join(' ')))
    try {
      const file = join(folder, `${title.toLowerCase().replaceAll(/\W+/g, '-')}.ts`)
      await writeFile(file, code)
      await import(file)
    } finally {
      log.mockRestore()
    }
    expect(lines).toEqual(printed[title])
  })
})

function written(value: unknown): string {
  if (value === undefined) return '-'
  return typeof value === 'string' ? value : JSON.stringify(value)
}

const post = {
  _id: 'post-1',
  status: 'draft',
  summary: 'Fresh',
  accountIds: ['a'],
  createdAt: '2026-03-01T00:00:00Z',
}

/** Just enough of a CRM for the examples. */
function answer({ path, method, headers, json }: ReceivedRequest): Reply {
  if (path === '/oauth/token') {
    return {
      body: { accessToken: 'at', refreshToken: 'rt', userType: 'Location', locationId: 'loc', scope: 'a' },
    }
  }
  if (path === '/contacts/search') {
    const isFirst = (json as { searchAfter?: unknown }).searchAfter === undefined
    return { body: { contacts: isFirst ? [{ id: 'c', searchAfter: [1] }] : [], total: 1 } }
  }
  const results = resultsFor(path)
  const status = method === 'POST' ? 201 : 200
  const remaining = { 'x-ratelimit-remaining': '99' }
  if (!headers.authorization) return { status: 401, body: { message: 'Invalid JWT' } }
  return { status, headers: remaining, body: { success: true, statusCode: status, message: 'Done', results } }
}

function resultsFor(path: string): unknown {
  if (path.endsWith('/accounts'))
    return { accounts: [{ id: 'a', profileId: 'p', name: 'Bakery', platform: 'facebook' }] }
  if (path.endsWith('/tags') || path.endsWith('/tags/details'))
    return { tags: [{ _id: 't', tag: 'Spring' }], count: 1 }
  if (path.endsWith('/posts/list')) return { posts: [post], count: 1 }
  if (path.endsWith('/posts')) return { post }
  if (path.endsWith('/statistics')) {
    return {
      totals: { impressions: 900 },
      breakdowns: { impressions: { total: 900, totalChange: '-12.50' } },
    }
  }
  return undefined
}
