import type { OperationAnswer } from '../simulator.types.ts'
import type { SocialCall } from './social.types.ts'

/** Social Planner's envelope `{success, statusCode, message, results}`; `results` only where there are some. */
export function answerWith({ request }: SocialCall, message: string, results?: unknown): OperationAnswer {
  const statusCode = request.operation.success.status
  return {
    status: statusCode,
    body: { success: true, statusCode, message, ...(results !== undefined && { results }) },
  }
}

/** The envelope of category queues, whose message is inside `results`. */
export function answerWithResults(
  { request }: SocialCall,
  message: string,
  results: Record<string, unknown> = {},
): OperationAnswer {
  const statusCode = request.operation.success.status
  return { status: statusCode, body: { success: true, statusCode, results: { message, ...results } } }
}
