import type { OperationFacts } from './describe-operation.ts'
import { gatewayErrors } from './gateway.errors.ts'
import type { CallRequest, GatewayCaller, GatewayPermission } from './gateway.types.ts'

export const mayDo = ({ permissions }: GatewayCaller, permission: GatewayPermission): boolean =>
  permissions === null || permissions.includes(permission)

/**
 * What the caller may do, before anything about the request is judged.
 * @throws `gateway.operation_withheld`, `gateway.permission_missing`
 */
export function checkPermission(
  request: CallRequest,
  access: 'read' | 'write',
  facts: OperationFacts | undefined,
  caller: GatewayCaller,
): void {
  if (facts?.isWithheld === true || (request.operation === undefined && leadsToTokens(request.path)))
    throw gatewayErrors.operation_withheld(
      `${request.method} ${request.path} hands out the CRM’s own tokens, which stay inside the hub`,
    )
  demand(caller, access)
  if (request.operation === undefined) demand(caller, 'passthrough')
}

/** However it is written: servers differ in what they make of capitals, escapes and doubled slashes. */
function leadsToTokens(path: string): boolean {
  let plain = path
  try {
    plain = decodeURIComponent(path)
  } catch {
    // What cannot be decoded is looked at as it came.
  }
  return /^[/\\]*oauth([/\\?#;]|$)/i.test(plain)
}

function demand(caller: GatewayCaller, permission: GatewayPermission): void {
  if (!mayDo(caller, permission))
    throw gatewayErrors.permission_missing(`The caller lacks the permission "${permission}"`)
}

/**
 * Whether a call has to be confirmed: people and keys without `destroy` say so for each call. What the hub does by
 * itself was decided when it was set up.
 */
export function needsConfirm(facts: OperationFacts | undefined, caller: GatewayCaller): boolean {
  if (facts === undefined || !(facts.isDestructive || facts.costsMoney)) return false
  if (caller.kind === 'hub') return false
  return !(caller.permissions?.includes('destroy') ?? false)
}

/** @throws `gateway.confirm_required` saying what would happen */
export function checkConfirm(
  facts: OperationFacts | undefined,
  caller: GatewayCaller,
  isConfirmed: boolean | undefined,
): void {
  if (isConfirmed === true || facts === undefined || !needsConfirm(facts, caller)) return
  const effects = [
    ...(facts.isDestructive ? ['deletes or replaces what cannot be brought back'] : []),
    ...(facts.costsMoney ? ['is charged for'] : []),
  ]
  throw gatewayErrors.confirm_required(`“${facts.title}” ${effects.join(', and ')}: it has to be confirmed`, {
    details: { operation: facts.entryId, isDestructive: facts.isDestructive, costsMoney: facts.costsMoney },
  })
}
