import { RemoteError } from '../client.errors.ts'

/** A body ready to send. Its bytes are whole, so that a retry can send them again. */
export interface EncodedBody {
  bytes: string | Uint8Array | undefined
  contentType: string | undefined
}

/**
 * Encodes a body in the content type an operation takes.
 * @param contentTypes as the catalog lists them; JSON wins, an unlisted operation takes JSON.
 * @throws RemoteError `invalid_call` when the value cannot be encoded
 */
export async function encodeBody(body: unknown, contentTypes: readonly string[]): Promise<EncodedBody> {
  if (body === undefined) return { bytes: undefined, contentType: undefined }
  if (body instanceof FormData) return encodeMultipart(body)
  if (body instanceof URLSearchParams) return form(body)
  if (typeof body === 'string' || body instanceof Uint8Array) {
    return { bytes: body, contentType: contentTypes[0] ?? 'application/json' }
  }
  const isForm =
    contentTypes.includes('application/x-www-form-urlencoded') && !contentTypes.includes('application/json')
  if (isForm) return form(new URLSearchParams(formFields(body)))
  if (contentTypes.length > 0 && contentTypes.every((type) => type === 'multipart/form-data')) {
    throw new RemoteError('invalid_call', 'This operation takes files: pass a FormData as the body')
  }
  return { bytes: toJson(body), contentType: 'application/json' }
}

async function encodeMultipart(body: FormData): Promise<EncodedBody> {
  const response = new Response(body)
  return {
    bytes: new Uint8Array(await response.arrayBuffer()),
    contentType: response.headers.get('content-type') ?? undefined,
  }
}

function form(fields: URLSearchParams): EncodedBody {
  return { bytes: fields.toString(), contentType: 'application/x-www-form-urlencoded' }
}

function formFields(body: unknown): [string, string][] {
  if (typeof body !== 'object' || body === null) {
    throw new RemoteError('invalid_call', 'This operation takes form fields: pass an object as the body')
  }
  return Object.entries(body).flatMap(([name, value]: [string, unknown]): [string, string][] =>
    value === undefined || value === null
      ? []
      : [[name, typeof value === 'string' ? value : JSON.stringify(value)]],
  )
}

function toJson(body: unknown): string {
  try {
    return JSON.stringify(body)
  } catch (cause) {
    throw new RemoteError('invalid_call', 'The body cannot be written as JSON', { cause })
  }
}
