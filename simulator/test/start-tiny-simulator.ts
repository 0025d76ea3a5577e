import { matchOperation } from '@causeway/spec'
import { demoApp } from '../src/oauth/demo-credentials.ts'
import { createClock } from '../src/clock.ts'
import type { ServerLocation, ServerUser, ServerWorld, OperationHandler } from '../src/simulator.types.ts'
import { startSimulator, type StartedSimulator } from '../src/start-simulator.ts'
import type { LimitChoice } from '../src/admin/admin.types.ts'

/** Two companies, four locations, no posts: enough for everything the server core does by itself. For tests. */
function createTinyWorld(): ServerWorld {
  const location = (id: string, companyId: string, more: Partial<ServerLocation> = {}): ServerLocation => ({
    id,
    companyId,
    name: `Location ${id}`,
    timezone: 'Europe/Lisbon',
    isActive: true,
    ...more,
  })
  const user = (id: string, companyId: string, locationIds: string[]): ServerUser => ({
    id,
    companyId,
    name: `User ${id}`,
    email: `${id}@example.com`,
    locationIds,
  })
  const locations = [
    location('loc-harbour', 'com-north'),
    location('loc-meadow', 'com-north', { name: 'Meadow <b>& Sons</b>' }),
    location('loc-sandbox', 'com-north', { isSandbox: true }),
    location('loc-elsewhere', 'com-south'),
  ]
  const tags = new Map<string, { id: string; locationId: string; tag: string }>()

  return {
    companies: [
      { id: 'com-north', name: 'North Agency', email: 'north@example.com' },
      { id: 'com-south', name: 'South Agency', email: 'south@example.com' },
    ],
    locations,
    users: [
      user('use-admin', 'com-north', ['loc-harbour', 'loc-meadow', 'loc-sandbox']),
      user('use-harbour', 'com-north', ['loc-harbour']),
      user('use-south', 'com-south', ['loc-elsewhere']),
    ],
    setLocationActive(locationId, isActive) {
      for (const one of locations) if (one.id === locationId) one.isActive = isActive
    },
    createTag({ locationId, tag }) {
      const created = { id: `tag-${tags.size + 1}`, locationId, tag }
      tags.set(created.id, created)
      return created
    },
    renameTag: (tagId, tag) => Object.assign(tags.get(tagId) ?? {}, { tag }),
    deleteTag: (tagId) => tags.delete(tagId),
    createCategory: (draft) => ({ id: 'category-1', ...draft }),
    deleteCategory: (categoryId) => ({ id: categoryId }),
    createPost: (draft) => ({ id: 'post-1', ...draft }),
    reviewPost: (postId, decision) => ({ id: postId, decision }),
    describeLocation: (locationId) => ({
      tags: [...tags.values()].filter((one) => one.locationId === locationId),
      categories: [],
      accounts: [],
      postCount: locationId === 'loc-harbour' ? 2 : 0,
    }),
  }
}

/** What the tiny world's tags operation answers, whoever asks. */
const answerTags: OperationHandler = ({ generation, locationId, query }) => ({
  body: { success: true, generation, locationId, query },
})

/** A core that listens on a free port around a tiny world, its clock frozen. For tests. */
export function startTinySimulator(
  options: { handlers?: Record<string, OperationHandler>; limits?: LimitChoice; dataFile?: string } = {},
): Promise<StartedSimulator<ServerWorld>> {
  const tagsIn = (generation: 'v2' | 'v3') =>
    matchOperation(generation, 'GET', '/social-media-posting/any/tags')?.operation.id ?? ''
  return startSimulator({
    world: createTinyWorld(),
    clock: createClock(new Date('2026-11-23T12:00:00.000Z')),
    handlers: { [tagsIn('v2')]: answerTags, [tagsIn('v3')]: answerTags, ...options.handlers },
    worldSwitches: [{ createTagAnswersCreated: true }],
    seed: 1,
    limits: options.limits ?? 'off',
    host: '127.0.0.1',
    port: 0,
    ...(options.dataFile === undefined ? {} : { dataFile: options.dataFile }),
  })
}

/** A call of the simulator with the answer's JSON, if it is any. */
export async function call(
  url: string,
  path: string,
  options: {
    method?: string
    token?: string
    version?: string
    json?: unknown
    form?: Record<string, string>
  } = {},
): Promise<{ status: number; headers: Headers; body: Record<string, unknown> }> {
  const { method, token, version, json, form } = options
  const headers = new Headers()
  if (token !== undefined) headers.set('authorization', `Bearer ${token}`)
  if (version !== undefined) headers.set('version', version)
  if (json !== undefined) headers.set('content-type', 'application/json')
  const sent = form ? new URLSearchParams(form) : json === undefined ? undefined : JSON.stringify(json)
  const response = await fetch(`${url}${path}`, {
    method: method ?? (sent === undefined ? 'GET' : 'POST'),
    headers,
    redirect: 'manual',
    ...(sent === undefined ? {} : { body: sent }),
  })
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.includes('json') === true
  return {
    status: response.status,
    headers: response.headers,
    body: isJson && text !== '' ? JSON.parse(text) : { text },
  }
}

/** Exchanges a code at the token endpoint, in the words of the generation. */
export function exchange(
  url: string,
  generation: 'v2' | 'v3',
  fields: { code?: string; refreshToken?: string; clientSecret?: string; clientId?: string },
) {
  const { code, refreshToken, clientId = demoApp.clientId, clientSecret = demoApp.clientSecret } = fields
  const grantType = code === undefined ? 'refresh_token' : 'authorization_code'
  const secret = code === undefined ? { v2: 'refresh_token', v3: 'refreshToken' }[generation] : 'code'
  const form =
    generation === 'v2'
      ? { client_id: clientId, client_secret: clientSecret, grant_type: grantType }
      : { clientId, clientSecret, grantType }
  return call(url, '/oauth/token', {
    form: { ...form, [secret]: code ?? refreshToken ?? '' },
    ...(generation === 'v3' ? { version: 'v3' } : {}),
  })
}
