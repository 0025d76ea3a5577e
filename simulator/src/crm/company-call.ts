import type { OperationAnswer, OperationRequest } from '../simulator.types.ts'
import type { Crm } from './crm.types.ts'

/** A call about a company or its people, which may name no location. */
export interface CompanyCall {
  request: OperationRequest
  crm: Crm
  now: Date
}

export type CompanyHandler = (call: CompanyCall) => OperationAnswer
