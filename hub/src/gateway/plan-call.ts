import type { GatewayParts } from './gateway-parts.types.ts'
import type { CallContext, CallPlan, CallRequest } from './gateway.types.ts'
import { openSheet, prepareCall, type PreparedCall } from './prepare-call.ts'
import { isFreshFor } from './read-through-cache.ts'

/** Shows the request that would be sent, with every check made and nothing sent. */
export async function planCall(
  parts: GatewayParts,
  request: CallRequest,
  context: CallContext,
): Promise<CallPlan> {
  const call = await prepareCall(parts, request, context, openSheet(request))
  const kept = call.question === undefined ? undefined : parts.cache.find(call.question.key)
  const { owner, connection } = call
  return {
    method: call.method,
    url: urlOf(call),
    headers: headersOf(call),
    body: call.rawBody === undefined ? call.input.body : `[${call.rawBody.bytes.length} bytes]`,
    locationId: owner.locationId,
    companyId: owner.companyId,
    connectionId: connection.connectionId,
    isCached: kept !== undefined && isFreshFor(kept, context),
    needsConfirm: call.needsConfirm,
    coerced: call.coerced,
    budget: await budgetOf(parts, connection.budgetKey),
  }
}

function urlOf({ connection, path, input, operation }: PreparedCall): string {
  const filled =
    operation === undefined
      ? path
      : path.replaceAll(/\{([^{}]+)\}/g, (_, name: string) => encodeURIComponent(input.path[name] ?? ''))
  const url = new URL(filled, connection.apiBaseUrl)
  for (const [name, value] of Object.entries(input.query))
    for (const one of [value].flat()) url.searchParams.append(name, String(one))
  return url.href
}

function headersOf({ version, rawBody, input, operation }: PreparedCall): Record<string, string> {
  const contentType = rawBody?.contentType ?? (input.body === undefined ? undefined : 'application/json')
  const needsToken = operation?.tokenClasses.includes('none') !== true
  return {
    accept: 'application/json',
    ...(needsToken && { authorization: 'Bearer [redacted]' }),
    ...(version !== undefined && { version }),
    ...(contentType !== undefined && { 'content-type': contentType }),
  }
}

async function budgetOf(
  { limiter }: Pick<GatewayParts, 'limiter'>,
  budgetKey: string,
): Promise<CallPlan['budget']> {
  const [quota] = await limiter.readQuota({ budgetKey })
  if (quota === undefined) return null
  const { burstFree, burstLimit, dailyUsed, dailyLimit } = quota
  return { burstFree, burstLimit, dailyUsed, dailyLimit }
}
