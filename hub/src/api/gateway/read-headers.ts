import type { IncomingHttpHeaders } from 'node:http'
import { gatewayErrors } from '../../gateway/gateway.errors.ts'
import type { CallContext } from '../../gateway/gateway.types.ts'

/** What a caller says about a call by headers of its own. */
export interface CallHeaders extends Pick<
  CallContext,
  'isLive' | 'isConfirmed' | 'idempotencyKey' | 'skipsValidation'
> {
  version: string | undefined
  locationId: string | undefined
  companyId: string | undefined
  isDryRun: boolean
}

/** @throws `gateway.idempotency_key_invalid` */
export function readCallHeaders(headers: IncomingHttpHeaders): CallHeaders {
  const text = (name: string): string | undefined => {
    const value = headers[name]
    return typeof value === 'string' && value !== '' ? value : undefined
  }
  const idempotencyKey = text('idempotency-key')
  if (idempotencyKey !== undefined && !/^[\x21-\x7e]{1,200}$/.test(idempotencyKey))
    throw gatewayErrors.idempotency_key_invalid('The Idempotency-Key header cannot be used')
  return {
    version: text('version'),
    locationId: text('causeway-location'),
    companyId: text('causeway-company'),
    isDryRun: isTrue(text('causeway-dry-run')),
    isConfirmed: isTrue(text('causeway-confirm')),
    skipsValidation: /^off$/i.test(text('causeway-validation') ?? ''),
    isLive: /\bno-cache\b|\bno-store\b|\bmax-age=0\b/i.test(text('cache-control') ?? ''),
    idempotencyKey,
  }
}

const isTrue = (text: string | undefined): boolean => /^(true|1|yes)$/i.test(text ?? '')
