import type { FastifyInstance } from 'fastify'
import { apiErrors } from '../api.errors.ts'

/** Deeper bodies have no use here and would exhaust the stack of whatever walks them. */
const maxDepth = 32

/**
 * Refuses what cannot be stored as it was sent, or not at all, wherever it stands in a request: one rule at the door instead
 * of an error in the middle of some statement.
 */
export function refuseUnusableText(server: FastifyInstance): void {
  server.addHook('preValidation', async (request) => {
    checkText(request.params, 0)
    checkText(request.query, 0)
    checkText(request.body, 0)
  })
}

/** @throws `api.text_unusable`, `api.number_unusable`, `api.too_deep` */
function checkText(value: unknown, depth: number): void {
  if (typeof value === 'string') return checkString(value)
  if (typeof value === 'number') return checkNumber(value)
  // Bytes of files are passed on as they are.
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return
  if (depth >= maxDepth) throw apiErrors.too_deep(`The body is nested deeper than ${maxDepth} levels`)
  for (const [key, inner] of Object.entries(value)) {
    checkString(key)
    checkText(inner, depth + 1)
  }
}

/** JSON has numbers that JavaScript rounds, or takes for infinite: nobody should get back another than they sent. */
function checkNumber(value: number): void {
  if (Math.abs(value) <= Number.MAX_SAFE_INTEGER) return
  throw apiErrors.number_unusable('The request contains a number too large to be kept exactly')
}

function checkString(text: string): void {
  if (text.includes('\0')) throw apiErrors.text_unusable('The request contains a NUL character')
  if (!text.isWellFormed())
    throw apiErrors.text_unusable('The request contains half a character (an unpaired surrogate)')
}
