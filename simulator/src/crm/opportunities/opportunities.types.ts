import type { BookCall, BookHandler } from '../location-books.ts'

export const opportunityStatuses = ['open', 'won', 'lost', 'abandoned'] as const
export type OpportunityStatus = (typeof opportunityStatuses)[number]

export interface Stage {
  id: string
  name: string
  position: number
}

export interface Pipeline {
  id: string
  name: string
  stages: Stage[]
}

export interface LostReason {
  id: string
  name: string
  createdAt: Date
}

export interface Opportunity {
  id: string
  locationId: string
  name: string
  contactId: string
  pipelineId: string
  stageId: string
  status: OpportunityStatus
  monetaryValue: number
  source?: string
  assignedTo?: string
  lostReasonId?: string
  followers: string[]
  customFields: Record<string, unknown>[]
  /** Fields of v3 that nothing is computed from. */
  forecast: Record<string, unknown>
  createdAt: Date
  updatedAt: Date
  lastStatusChangeAt: Date
  lastStageChangeAt: Date
}

/** The sales side of one location. */
export interface SalesBook {
  pipelines: Pipeline[]
  lostReasons: LostReason[]
  opportunities: Map<string, Opportunity>
}

export type SalesCall = BookCall<SalesBook>
export type SalesHandler = BookHandler<SalesBook>
