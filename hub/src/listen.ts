import { once } from 'node:events'
import { createServer } from 'node:net'
import type { ApiServer } from './api/api.types.ts'
import type { Config } from './config.ts'
import { hubErrors } from './hub.errors.ts'
import { messageOf } from './platform/errors.ts'

/** Where a hub is reached from its own machine. */
export const urlOf = (host: string, port: number): string => {
  const isEveryAddress = host === '0.0.0.0' || host === '::'
  const name = isEveryAddress ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host
  return `http://${name}:${port}`
}

/**
 * Listens, and gives the address.
 * @throws `hub.port_in_use`, `hub.port_forbidden`, `hub.address_unusable`
 */
export async function listen(server: ApiServer, { host, port }: Config): Promise<string> {
  try {
    await server.listen({ host, port })
  } catch (cause) {
    throw listeningProblem(cause, { host, port })
  }
  const address = server.server.address()
  return urlOf(host, typeof address === 'object' && address !== null ? address.port : port)
}

/** Looks before the database is opened, which takes seconds the first time: bad news should come at once. */
export async function refuseTakenPort({ host, port }: Config): Promise<void> {
  const probe = createServer()
  try {
    probe.listen({ host, port })
    await once(probe, 'listening')
  } catch (cause) {
    throw listeningProblem(cause, { host, port })
  } finally {
    probe.close()
  }
}

function listeningProblem(cause: unknown, details: { host: string; port: number }) {
  const { host, port } = details
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  if (code === 'EADDRINUSE')
    return hubErrors.port_in_use(`Port ${port} of ${host} (CAUSEWAY_PORT) is in use by another program`, {
      cause,
      details,
    })
  if (code === 'EACCES')
    return hubErrors.port_forbidden(`This user may not listen on port ${port} (CAUSEWAY_PORT)`, {
      cause,
      details,
    })
  return hubErrors.address_unusable(`The hub cannot listen on ${host} (CAUSEWAY_HOST): ${messageOf(cause)}`, {
    cause,
    details,
  })
}
