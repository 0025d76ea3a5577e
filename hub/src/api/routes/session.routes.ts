import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { newId } from '../../platform/ids.ts'
import { hashPassword, isPassword, nobodysPassword } from '../../platform/passwords.ts'
import { randomToken } from '../../platform/tokens.ts'
import { clearSessionCookie, sessionMs, setSessionCookie } from '../access/session-cookie.ts'
import { apiErrors } from '../api.errors.ts'
import type { ApiParts, ApiServer } from '../api.types.ts'
import { CreateOwner, Session, SignIn, type User } from '../contract/index.ts'

/** Guesses of a password or setup token from one address in a minute. */
const guesses = { max: 10, timeWindow: 60_000 }

/** Setting up the owner, signing in and out, and who is signed in. */
export function addSessionRoutes(server: ApiServer, parts: ApiParts): void {
  const { stores, clock } = parts
  const tags = ['Session']

  const describe = async (user: User | undefined): Promise<Session> => ({
    state: user !== undefined ? 'signed_in' : (await stores.users.hasOwner()) ? 'signed_out' : 'setup',
    ...(user !== undefined && { user }),
    brand: (await parts.facts.read()).brand,
    version: parts.version,
    hasSimulator: parts.settings.simulatorUrl !== undefined,
  })

  const startSession = async (request: FastifyRequest, reply: FastifyReply, user: User): Promise<void> => {
    const token = randomToken()
    const now = clock.now()
    await stores.sessions.deleteExpired(now)
    await stores.sessions.insert({
      token,
      userId: user.id,
      expiresAt: new Date(now.getTime() + sessionMs),
    })
    setSessionCookie(request, reply, (await parts.facts.read()).publicUrl, token)
  }

  server.get(
    '/v1/session',
    {
      config: { access: 'public' },
      schema: { tags, summary: 'Who is signed in', response: { 200: Session } },
    },
    async ({ caller }) => describe(caller?.kind === 'person' ? caller.user : undefined),
  )

  server.post(
    '/v1/session',
    {
      config: { access: 'public', rateLimit: guesses },
      schema: { tags, summary: 'Sign in', body: SignIn, response: { 200: Session } },
    },
    async (request, reply) => {
      const found = await stores.users.findByEmail(request.body.email)
      // Unknown people take as long to refuse as known ones, so that nobody learns who has an account.
      const isRight = await isPassword(request.body.password, found?.password_hash ?? (await nobodysPassword))
      if (found === undefined || !isRight)
        throw apiErrors.credentials_refused('E-mail address or password is wrong')
      const user = { id: found.id, email: found.email, name: found.name, role: found.role }
      await startSession(request, reply, user)
      return describe(user)
    },
  )

  server.delete(
    '/v1/session',
    {
      config: { access: 'public' },
      schema: { tags, summary: 'Sign out', response: { 204: z.null() } },
    },
    async (request, reply) => {
      if (request.caller?.kind === 'person') await stores.sessions.delete(request.caller.sessionToken)
      clearSessionCookie(request, reply, (await parts.facts.read()).publicUrl)
      return reply.code(204).send(null)
    },
  )

  server.post(
    '/v1/setup',
    {
      config: { access: 'public', rateLimit: guesses },
      schema: {
        tags,
        summary: 'Make the owner with the token of the one-time setup link',
        body: CreateOwner,
        response: { 201: Session },
      },
    },
    async (request, reply) => {
      const { token, name, email, password } = request.body
      if (await stores.users.hasOwner()) throw apiErrors.setup_closed('This hub has been set up')
      if (!(await stores.setupLinks.isUsable(token, clock.now())))
        throw apiErrors.setup_link_invalid(
          'The setup link was used, is older than 24 hours, or never was one',
        )
      const passwordHash = await hashPassword(password)
      // Taken last: whatever failed before leaves the link usable, and of two visitors at once one gets it.
      if (!(await stores.setupLinks.use(token, clock.now())))
        throw apiErrors.setup_link_invalid('The setup link was used this very moment')
      const user = { id: newId(), email, name, role: 'owner' as const }
      if (!(await stores.users.insert({ ...user, password_hash: passwordHash })))
        throw apiErrors.setup_closed('This hub was set up this very moment')
      await stores.setupLinks.deleteAll()
      await startSession(request, reply, user)
      return reply.code(201).send(await describe(user))
    },
  )
}
