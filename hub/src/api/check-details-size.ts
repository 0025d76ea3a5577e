import { apiErrors } from './api.errors.ts'

const maxDetailsBytes = 65_536

/** Details are labels and notes, not files. @throws `api.details_too_large` */
export function checkDetailsSize(details: unknown): void {
  const bytes = Buffer.byteLength(JSON.stringify(details))
  if (bytes > maxDetailsBytes)
    throw apiErrors.details_too_large(
      `The details take ${bytes} bytes of JSON, of ${maxDetailsBytes} allowed`,
    )
}
