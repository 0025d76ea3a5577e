import { randomUUID } from 'node:crypto'
import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { apiErrors } from '../api.errors.ts'
import { problemOf } from './problem.ts'

/** Answers what never became a request: no HTTP, too long, or too slow. The connection cannot go on after it. */
export function answerMalformed(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) {
    socket.destroy()
    return
  }
  const requestId = randomUUID()
  const problem = problemOf(explain(error), requestId)
  const body = JSON.stringify(problem)
  const head = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
    'content-type: application/problem+json',
    `content-length: ${Buffer.byteLength(body)}`,
    'cache-control: no-store',
    `x-request-id: ${requestId}`,
    'connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}

function explain({ code }: NodeJS.ErrnoException) {
  if (code === 'HPE_HEADER_OVERFLOW') return apiErrors.headers_too_large('The headers are larger than 16 KB')
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return apiErrors.request_too_slow('The request did not arrive in time')
  return apiErrors.bad_request('The request is not HTTP/1.1')
}
