import { type CallOptions, RemoteError } from '@causeway/client'
import { HubError } from '../../platform/errors.ts'
import { spenderOf } from '../../gateway/gateway.types.ts'
import type { Caller } from '../access/caller.types.ts'
import type { ApiParts } from '../api.types.ts'
import { gatewayCaller } from '../gateway/gateway-caller.ts'

/** An answer of the CRM, as it came. */
export interface CrmAnswer {
  status: number
  body: unknown
}

/** Asks the CRM on behalf of a caller who waits for it. */
export async function askCrm(
  { connections }: Pick<ApiParts, 'connections'>,
  caller: Caller,
  locationId: string,
  operationId: string,
  options: CallOptions,
): Promise<CrmAnswer> {
  const { client } = await connections.openLocationClient(
    locationId,
    'interactive',
    spenderOf(gatewayCaller(caller)),
  )
  const { status, body } = await client.call(operationId, options)
  return { status, body }
}

/** Failures that come from the question itself: an older answer to another question would not help. */
const badQuestions = new Set(['invalid_request', 'invalid_call', 'not_found', 'user_unknown'])

/** Code of a failure that an older answer may stand in for; undefined when the caller has to hear of it. */
export function excuseOf(problem: unknown): string | undefined {
  if (problem instanceof RemoteError)
    return badQuestions.has(problem.code) ? undefined : `crm.${problem.code}`
  return problem instanceof HubError ? problem.code : undefined
}
