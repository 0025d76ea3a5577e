import type { FastifyRequest } from 'fastify'
import { isLoopbackHost } from '../../mcp/oauth/redirect-uri.ts'

/**
 * Where the hub is reached, as agents compare addresses: to the letter. Someone on the same machine may say localhost
 * for 127.0.0.1; no other name but the public one is believed, for anybody can send any.
 */
export function baseOf(request: FastifyRequest, publicUrl: string): string {
  const own = `${request.protocol}://${request.host}`
  if (!URL.canParse(own) || !URL.canParse(publicUrl)) return publicUrl
  const [asked, known] = [new URL(own), new URL(publicUrl)]
  const isSameMachine =
    isLoopbackHost(asked.hostname) &&
    isLoopbackHost(known.hostname) &&
    asked.port === known.port &&
    asked.protocol === known.protocol
  return isSameMachine ? asked.origin : publicUrl
}
