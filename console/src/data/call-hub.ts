import { HubProblem, hubUnreachable, readProblem } from './hub-problem.ts'

export type Query = Record<string, string | number | boolean | undefined | null>

type Call = {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  query?: Query
  /** Sent as JSON; a form is sent as one. */
  body?: unknown
  headers?: Record<string, string>
  signal?: AbortSignal
}

/** One call to the hub's API with the session's cookie; throws {@link HubProblem} for every failure. */
export async function callHub<Answer>(path: string, call: Call = {}): Promise<Answer> {
  const response = await askHub(path, call)
  if (!response.ok) throw await problemOf(response, path)
  if (response.status === 204) return undefined as Answer
  return (await response.json()) as Answer
}

/** The same, whatever was answered; throws {@link HubProblem} when nothing was. */
export async function askHub(path: string, call: Call = {}): Promise<Response> {
  const { method = 'GET', query, body, headers, signal } = call
  const isForm = body instanceof FormData
  try {
    return await fetch(path + queryString(query), {
      method,
      headers: {
        accept: 'application/json',
        // The border of a form is chosen by the browser.
        ...(body === undefined || isForm ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      credentials: 'same-origin',
      ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    })
  } catch (error) {
    if (signal?.aborted === true) throw error
    throw hubUnreachable(error)
  }
}

/** What a failed answer says. Announces the session's end. */
export async function problemOf(response: Response, path: string): Promise<HubProblem> {
  const problem = await readProblem(response)
  // Only the session's own end is announced: a wrong password is a 401 too, and the form shows that.
  if (response.status === 401 && path !== '/v1/session') onSessionEnded?.()
  return problem
}

/** The query string of the set values, with its question mark; empty when there are none. */
export function queryString(query: Query = {}): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    value === undefined || value === null || value === '' ? [] : [[name, String(value)]],
  )
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs).toString()}`
}

let onSessionEnded: (() => void) | undefined

/** Registers what happens when the hub says that nobody is signed in any more. */
export function whenSessionEnds(listener: () => void): void {
  onSessionEnded = listener
}

/** True for failures that come and go: worth another try without asking anybody. */
export const isPassing = (error: unknown) =>
  error instanceof HubProblem && (error.status === 0 || error.status === 429 || error.status >= 500)
