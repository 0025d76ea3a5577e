import formbody from '@fastify/formbody'
import multipart from '@fastify/multipart'
import fastify, { type FastifyInstance } from 'fastify'
import { addBodyParsers } from './route/read-body.ts'

/** Largest body taken, in bytes; GHL's own bound is not published. */
const bodyLimitBytes = 10 * 1024 * 1024

/** The address is taken, so the simulator cannot listen on it. */
export class PortInUseError extends Error {
  readonly code = 'simulator.port_in_use'
  readonly hint: string

  constructor(host: string, port: number, cause: unknown) {
    super(`Port ${port} of ${host} is in use`, { cause })
    this.name = 'PortInUseError'
    this.hint =
      'Choose another port (option `port`, or --port on the command line), or 0 for any that is free.'
  }
}

/** Makes the HTTP server with its body parsers and no routes yet. */
export async function createServer(): Promise<FastifyInstance> {
  const server = fastify({
    bodyLimit: bodyLimitBytes,
    forceCloseConnections: true,
    logger: false,
    keepAliveTimeout: 75_000,
    routerOptions: { maxParamLength: 1_000 },
  })
  await server.register(formbody)
  await server.register(multipart, { limits: { fileSize: bodyLimitBytes, files: 10 } })
  addBodyParsers(server)
  return server
}

/** Starts listening and gives the server's URL. */
export async function listen(server: FastifyInstance, host: string, port: number): Promise<string> {
  try {
    return await server.listen({ host, port })
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')
      throw new PortInUseError(host, port, error)
    throw error
  }
}
