import type { CallContext, CallPlan, CallRequest } from '../../gateway/gateway.types.ts'
import { mayDo } from '../../gateway/check-permission.ts'
import { hashToken, randomText } from '../../platform/tokens.ts'
import { canonicalJson } from '../../store/canonical-json.ts'
import type { AnnouncedWrite } from '../../store/agent-confirmations.store.ts'
import { mcpErrors } from '../mcp.errors.ts'
import type { AgentContext, AgentParts } from '../mcp.types.ts'

const confirmMinutes = 10

/** @throws `mcp.write_forbidden` */
export function checkMayWrite({ caller }: AgentContext, operationId: string): void {
  if (!mayDo(caller, 'write'))
    throw mcpErrors.write_forbidden(
      `${operationId} changes something in the CRM, and this access may only read`,
    )
}

/** Shows a write without sending it, and gives the token that sends exactly this one, once. */
export async function announceWrite(
  { gateway, confirmations, clock }: AgentParts,
  request: CallRequest,
  context: CallContext,
): Promise<{ plan: CallPlan; token: string }> {
  const plan = await gateway.plan(request, context)
  const token = `confirm_${randomText(24)}`
  const now = clock.now()
  const expiresAt = new Date(now.getTime() + confirmMinutes * 60_000)
  await confirmations.insert({ ...announced(request, context), token, expiresAt })
  return { plan, token }
}

/**
 * The idempotency key of a write that was announced: the same for every time its token is named, so that it is made
 * once. It is not the token itself, which has no business in the log of calls.
 * @throws `mcp.confirmation_unknown`, `mcp.confirmation_expired`
 */
export async function takeConfirmation(
  { confirmations, clock }: AgentParts,
  token: string,
  request: CallRequest,
  context: CallContext,
): Promise<string> {
  const taken = await confirmations.take(token, announced(request, context), clock.now())
  if (taken === 'unknown')
    throw mcpErrors.confirmation_unknown('The token was not given for this call as it stands now')
  if (taken === 'expired') throw mcpErrors.confirmation_expired('The token is too old')
  return `mcp:${taken.id}`
}

function announced(request: CallRequest, { caller }: CallContext): AnnouncedWrite {
  const { operation, pathParameters, query, body, locationId, companyId } = request
  const asked = { operation: operation?.id, pathParameters, query, body, locationId, companyId }
  return { caller: `${caller.kind}:${caller.id}`, requestHash: hashToken(canonicalJson(asked)) }
}
