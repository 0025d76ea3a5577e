import type { Generation } from '@causeway/spec'
import type { Transport } from '../transport/create-transport.ts'

/** The app whose OAuth calls are made, and the way to the CRM. */
export interface AuthorizationApp {
  transport: Transport
  clientId: string
  clientSecret: string
  generation: Generation
  timeoutMs: number
}

/** Token answers are small; more than this is not one. */
export const maxTokenAnswerBytes = 1024 * 1024
