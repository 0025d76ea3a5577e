/** What an API key may do: see `ApiKeyPermission` of the contract. */
export type Permission = 'read' | 'write' | 'live' | 'destroy' | 'passthrough'

/** Someone who is signed in to the console. */
export interface Person {
  kind: 'person'
  user: { id: string; email: string; name: string; role: 'owner' | 'member' }
  /** The session's token as the cookie has it; never logged or shown. */
  sessionToken: string
}

/** A program with an API key. */
export interface KeyHolder {
  kind: 'key'
  keyId: string
  /** What people named it. */
  name: string
  permissions: readonly Permission[]
  /** null: every location. */
  locationIds: readonly string[] | null
}

/** Whoever may read the hub's own data folder: the CLI on the same machine. */
export interface Operator {
  kind: 'operator'
}

export type Caller = Person | KeyHolder | Operator

/**
 * Who may call a route. `public`: anyone. `read` and `write`: people, and API keys with that permission.
 * `person`: people and the operator, for what keys must not touch: credentials, keys, settings.
 */
export type Access = 'public' | 'read' | 'write' | 'person'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Every route says it; a route that does not keeps the server from starting. */
    access?: Access
  }
  interface FastifyRequest {
    /** Who calls; null on public routes when nobody signed in. */
    caller: Caller | null
  }
}
