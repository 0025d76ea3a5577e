import type { Client } from '@causeway/client'
import type { Operation } from '@causeway/spec'
import { checkConnection, type CallingConnection } from './check-connection.ts'
import { checkConfirm, checkPermission, needsConfirm } from './check-permission.ts'
import { type CallInput, checkRequest } from './check-request.ts'
import { chooseOwner, type Owner } from './choose-owner.ts'
import { describeOperation, type OperationFacts } from './describe-operation.ts'
import { fillOwner } from './fill-owner.ts'
import { gatewayErrors } from './gateway.errors.ts'
import type { GatewayParts } from './gateway-parts.types.ts'
import { type CallContext, type CallRequest, type RawBody, spenderOf } from './gateway.types.ts'
import { type CacheQuestion, questionOf } from './question-of.ts'
import { versionOf } from './resolve-operation.ts'

/** A call that passed every check and could be sent. */
export interface PreparedCall {
  operation: Operation | undefined
  facts: OperationFacts | undefined
  access: 'read' | 'write'
  method: string
  /** Template, or the path as it came when the catalog has none. */
  path: string
  version: string | undefined
  owner: Owner
  /** The owner's id. */
  ownerId: string
  input: CallInput
  rawBody: RawBody | undefined
  coerced: string[]
  connection: OpenedConnection
  needsConfirm: boolean
  /** What it asks, for the cache; undefined: the answer is not kept. */
  question: CacheQuestion | undefined
}

export interface OpenedConnection extends CallingConnection {
  client: Client
  budgetKey: string
  apiBaseUrl: string
}

/** What is known of a call that did not pass, for the log of calls. */
export interface CallSheet {
  operation: Operation | undefined
  facts: OperationFacts | undefined
  access: 'read' | 'write'
  owner: Owner | undefined
  /** Path parameters with what was filled in. */
  path: Readonly<Record<string, string>> | undefined
}

/** Opens the sheet of a call: what can be said before anything is checked. */
export function openSheet({ operation, method }: CallRequest): CallSheet {
  const facts = operation && describeOperation(operation)
  const access = operation?.access ?? (method === 'GET' || method === 'HEAD' ? 'read' : 'write')
  return { operation, facts, access, owner: undefined, path: undefined }
}

/**
 * Everything that has to hold before a call is made, in the order a caller would want to hear of it. What is found
 * out on the way is written onto the sheet.
 * @throws `gateway.*`, `connections.*`
 */
export async function prepareCall(
  parts: GatewayParts,
  request: CallRequest,
  context: CallContext,
  sheet: CallSheet,
): Promise<PreparedCall> {
  const { operation, rawBody, method, path } = request
  const { facts, access } = sheet

  // May they do this at all, and for whom?
  checkPermission(request, access, facts, context.caller)
  const owner = await chooseOwner(request, context.caller, parts.findCompany)
  sheet.owner = owner
  const version = operation === undefined ? request.version : versionOf(operation, request.version)
  if (operation === undefined && (version === undefined || version === ''))
    throw gatewayErrors.version_needed(
      'The catalog does not list this path, so nothing says which Version it has',
    )

  // Would the CRM take it from our connection?
  const connection = await openConnection(parts, owner, context)
  checkConnection(operation, connection)

  // Is it what the operation takes?
  const filled = fillOwner(request, owner)
  sheet.path = filled.input.path
  const checked =
    operation === undefined || context.skipsValidation === true
      ? { input: filled.input, coerced: [] }
      : checkRequest(operation, filled.input, rawBody?.contentType, parts.checks)

  return {
    operation,
    facts,
    access,
    method,
    path,
    version,
    owner,
    ownerId: owner.locationId ?? owner.companyId,
    input: checked.input,
    rawBody,
    coerced: [...filled.coerced, ...checked.coerced],
    connection,
    needsConfirm: needsConfirm(facts, context.caller),
    question:
      operation === undefined || facts === undefined || rawBody !== undefined
        ? undefined
        : questionOf(operation, facts, {
            connectionId: connection.connectionId,
            version,
            input: checked.input,
          }),
  }
}

/** @throws `gateway.confirm_required` */
export const demandConfirm = ({ facts }: PreparedCall, { caller, isConfirmed }: CallContext): void =>
  checkConfirm(facts, caller, isConfirmed)

function openConnection(
  parts: GatewayParts,
  owner: Owner,
  { lane, caller }: CallContext,
): Promise<OpenedConnection> {
  const spender = spenderOf(caller)
  return owner.locationId === null
    ? parts.openCompanyClient(owner.companyId, lane, spender)
    : parts.openLocationClient(owner.locationId, lane, spender)
}
