import { Agent as HttpAgent, request as httpRequest, type RequestOptions } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'

/** How a receiver answered, or why it did not. */
export type PostOutcome = { status: number } | { error: string }

/** Sends bodies over connections it keeps open. */
export interface WebhookPoster {
  post(url: string, headers: Record<string, string>, body: Buffer, timeoutMs: number): Promise<PostOutcome>
  /** Cuts every connection. */
  close(): void
}

/** Answers are not read beyond this: only the status counts. */
const answerLimitBytes = 64 * 1024

export function createWebhookPoster(): WebhookPoster {
  const http = new HttpAgent({ keepAlive: true })
  const https = new HttpsAgent({ keepAlive: true })

  function post(url: string, options: RequestOptions, body: Buffer, timeoutMs: number): Promise<PostOutcome> {
    return new Promise((resolve) => {
      const isSecure = url.startsWith('https:')
      const agent = isSecure ? https : http
      const request = (isSecure ? httpsRequest : httpRequest)(url, { ...options, agent }, (response) => {
        let read = 0
        response.on('data', (chunk: Buffer) => {
          read += chunk.length
          if (read > answerLimitBytes) response.destroy()
        })
        // A cut amid the body takes nothing back: the status was given.
        response.on('error', () => undefined)
        response.on('close', () => settle({ status: response.statusCode ?? 0 }))
      })
      const timer = setTimeout(() => request.destroy(new Error(`no answer in ${timeoutMs} ms`)), timeoutMs)
      function settle(outcome: PostOutcome | Promise<PostOutcome>) {
        clearTimeout(timer)
        resolve(outcome)
      }
      request.on('error', (error: Error & { code?: string }) => {
        // The receiver closed a connection that was kept open just as it was used: it has seen nothing.
        const isStale = request.reusedSocket && error.code === 'ECONNRESET'
        settle(isStale ? post(url, options, body, timeoutMs) : { error: messageOf(error) })
      })
      request.end(body)
    })
  }

  return {
    post: (url, headers, body, timeoutMs) =>
      post(url, { method: 'POST', headers: { ...headers, 'content-length': body.length } }, body, timeoutMs),
    close() {
      http.destroy()
      https.destroy()
    },
  }
}

const messageOf = (error: Error & { code?: string }): string => error.message || (error.code ?? error.name)
