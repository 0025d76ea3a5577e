import type { ApiServer } from './api/api.types.ts'

export interface LocalRequest {
  method: string
  path: string
  headers?: Record<string, string>
  body?: Uint8Array
}
/** An answer while it arrives. */
export interface LocalAnswer {
  status: number
  /** Names in lower case. */
  headers: Record<string, string>
  body: AsyncIterable<Uint8Array>
}

/** Calls the API inside this process, as its operator; `body` is sent as JSON. */
export async function inject(server: ApiServer, token: string, method: string, path: string, body: unknown) {
  const answer = await server.inject({
    method: method as 'GET',
    url: path,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { payload: JSON.stringify(body) }),
  })
  return { status: answer.statusCode, text: answer.body }
}

/** As `inject`, for bodies that are not JSON and answers too long to hold. */
export async function open(server: ApiServer, token: string, request: LocalRequest): Promise<LocalAnswer> {
  const answer = await server.inject({
    method: request.method as 'GET',
    url: request.path,
    headers: { ...request.headers, authorization: `Bearer ${token}` },
    ...(request.body !== undefined && { payload: Buffer.from(request.body) }),
    payloadAsStream: true,
  })
  const headers = Object.entries(answer.headers).map(([name, value]) => [name.toLowerCase(), String(value)])
  return { status: answer.statusCode, headers: Object.fromEntries(headers), body: answer.stream() }
}
