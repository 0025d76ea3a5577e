import type { FastifyReply, FastifyRequest } from 'fastify'
import { callerOf, hasPermission } from '../access/check-access.ts'

/** Where an answer comes from, and how old it is. */
export interface Freshness {
  /** `store`: the hub's records. `cache`: an answer of the CRM kept for a while. `crm`: asked just now. */
  source: 'store' | 'cache' | 'crm'
  /** When the CRM was last asked for this; null: never. */
  asOf: Date | null
  /** Code of the failure that kept the CRM from being asked, when an older answer stands in. */
  insteadOf?: string | undefined
}

/** Whether the caller wants to go past what the hub holds, and may. */
export function wantsLive(request: FastifyRequest): boolean {
  const wish = /\bno-cache\b|\bno-store\b|\bmax-age=0\b/i.test(request.headers['cache-control'] ?? '')
  return wish && hasPermission(callerOf(request), 'live')
}

/** Tells clients how fresh an answer is: `Age` for those that know HTTP, the rest in words. */
export function sayFreshness(reply: FastifyReply, freshness: Freshness, now: Date): void {
  const { source, asOf, insteadOf } = freshness
  void reply.header('causeway-source', source)
  if (asOf !== null) {
    const ageSeconds = Math.max(0, Math.round((now.getTime() - asOf.getTime()) / 1000))
    void reply.header('age', ageSeconds).header('causeway-data-as-of', asOf.toISOString())
  }
  if (insteadOf !== undefined) void reply.header('causeway-stale-because', insteadOf)
}
