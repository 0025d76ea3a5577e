import { randomUUID } from 'node:crypto'
import { plainRefusal, SimulatedRefusal, type OperationAnswer } from '../simulator.types.ts'

/** An answer ready to be written: status, headers and text, or the bytes of a file. */
export interface ShapedAnswer {
  status: number
  headers: Record<string, string>
  payload: string | Buffer
}

export const newTraceId = (): string => randomUUID()

/** Turns what a handler answered into bytes; JSON objects get a `traceId` unless they have one. */
export function shapeAnswer(
  answer: OperationAnswer,
  defaults: { status: number; headers: Record<string, string>; traceId: string },
): ShapedAnswer {
  const headers = { ...defaults.headers, ...answer.headers }
  if (answer.redirect !== undefined)
    return { status: answer.status ?? 302, headers: { ...headers, location: answer.redirect }, payload: '' }
  if (answer.file !== undefined) {
    const { filename, contentType, bytes } = answer.file
    const disposition = `attachment; filename="${filename}"`
    return {
      status: answer.status ?? defaults.status,
      headers: { ...headers, 'content-type': contentType, 'content-disposition': disposition },
      payload: Buffer.from(bytes),
    }
  }
  if (answer.html !== undefined) {
    const contentType = 'text/html; charset=utf-8'
    return {
      status: answer.status ?? 200,
      headers: { ...headers, 'content-type': contentType },
      payload: answer.html,
    }
  }
  return {
    status: answer.status ?? defaults.status,
    headers: { ...headers, 'content-type': 'application/json; charset=utf-8' },
    payload: answer.body === undefined ? '' : JSON.stringify(withTraceId(answer.body, defaults.traceId)),
  }
}

function withTraceId(body: unknown, traceId: string): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body
  return 'traceId' in body ? body : { ...body, traceId }
}

/** The refusal for any error: what was thrown as one, what the HTTP layer found, or a plain 500. */
export function refusalFor(error: unknown): SimulatedRefusal {
  if (error instanceof SimulatedRefusal) return error
  const { statusCode, message } = readHttpError(error)
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return plainRefusal(statusCode, message)
  return plainRefusal(500, 'Internal server error')
}

function readHttpError(error: unknown): { statusCode?: number; message: string } {
  if (!(error instanceof Error)) return { message: String(error) }
  const { message } = error
  return 'statusCode' in error && typeof error.statusCode === 'number'
    ? { statusCode: error.statusCode, message }
    : { message }
}
