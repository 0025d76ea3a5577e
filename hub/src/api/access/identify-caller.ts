import type { FastifyRequest } from 'fastify'
import { hashToken, isSameHash } from '../../platform/tokens.ts'
import type { ApiParts } from '../api.types.ts'
import type { Caller, Permission } from './caller.types.ts'
import { extendAfterMs, readSessionCookie, sessionMs } from './session-cookie.ts'

export interface FindCaller {
  (request: FastifyRequest): Promise<Caller | null>
  /** A key was revoked here: what is remembered of keys holds no more. */
  forgetKeys(): void
}

/** A revoked key works in other processes for so long: asked for at each request, the database would be the limit. */
const rememberMs = 1000
const mostRemembered = 1000

/** Finds out who calls: the CLI, a program with an API key, a person with a session; null when nobody known does. */
export function createCallerFinder({ stores, settings, clock }: ApiParts): FindCaller {
  const localHash = hashToken(settings.localToken)
  const remembered = new Map<string, { until: number; holder: Promise<Caller | null> }>()

  const findCaller = async (request: FastifyRequest): Promise<Caller | null> => {
    const key = readKey(request)
    if (key === undefined) return findPerson(readSessionCookie(request))
    if (isSameHash(hashToken(key), localHash)) return { kind: 'operator' }
    return key.startsWith('cw_') ? rememberHolder(key) : null
  }
  return Object.assign(findCaller, { forgetKeys: () => remembered.clear() })

  /** Many requests with one key share one look into the database. */
  function rememberHolder(key: string): Promise<Caller | null> {
    const now = performance.now()
    const known = remembered.get(key)
    if (known !== undefined && known.until > now) return known.holder
    if (remembered.size >= mostRemembered) remembered.clear()
    const holder = findKeyHolder(key)
    remembered.set(key, { until: now + rememberMs, holder })
    // Neither a failure nor an unknown key is worth remembering: the next try may be right.
    holder.then(
      (found) => found ?? remembered.delete(key),
      () => remembered.delete(key),
    )
    return holder
  }

  async function findKeyHolder(key: string): Promise<Caller | null> {
    const row = await stores.apiKeys.findUsable(key, clock.now())
    if (row === undefined) return null
    return {
      kind: 'key',
      keyId: row.id,
      name: row.name,
      permissions: row.permissions as Permission[],
      locationIds: row.location_ids,
    }
  }

  async function findPerson(token: string | undefined): Promise<Caller | null> {
    if (token === undefined || token === '') return null
    const now = clock.now()
    const user = await stores.sessions.findUser(token, now)
    if (user === undefined) return null
    const untilMs = user.expiresAt.getTime() - now.getTime()
    if (untilMs < sessionMs - extendAfterMs)
      await stores.sessions.extend(token, new Date(now.getTime() + sessionMs))
    const { id, email, name, role } = user
    return { kind: 'person', user: { id, email, name, role }, sessionToken: token }
  }
}

/** The key of `Authorization: Bearer …` or `X-Api-Key`; it goes before any cookie. */
function readKey(request: FastifyRequest): string | undefined {
  const bearer = /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
  const header = request.headers['x-api-key']
  return bearer ?? (typeof header === 'string' && header !== '' ? header.trim() : undefined)
}

/** Whether a request says who it is by a key, which other sites cannot make a browser send. */
export const carriesKey = (request: FastifyRequest): boolean => readKey(request) !== undefined
