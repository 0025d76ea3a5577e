import type { Generation } from '@causeway/spec'
import type { FastifyRequest } from 'fastify'
import { apiErrors } from '../api.errors.ts'

/**
 * Which of the CRM's generations a request speaks, by its `Version` header as the CRM has it: `v3`, or a date.
 * @throws `api.version_invalid`
 */
export function readVersion({ headers }: FastifyRequest): Generation {
  const version = headers['version']
  if (version === undefined || version === '' || version === 'v3') return 'v3'
  if (version === 'legacy' || (typeof version === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(version)))
    return 'v2'
  throw apiErrors.version_invalid('The Version header is neither v3 nor a date')
}
