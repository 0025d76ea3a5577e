import type { FastifyInstance, FastifyRequest } from 'fastify'
import { plainRefusal, type UploadedFile } from '../simulator.types.ts'

/** What a request carried: a parsed body, and the files of a multipart one. */
export interface ReadBody {
  body: unknown
  files?: UploadedFile[]
}

/** Teaches the server JSON as GHL reads it: an empty body is none, and only objects and lists are bodies. */
export function addBodyParsers(server: FastifyInstance): void {
  server.removeContentTypeParser('application/json')
  server.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, text, done) => {
    try {
      done(null, parseJson(String(text)))
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)))
    }
  })
  // A body in an unknown format is no body: what is required in it is then missing.
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, _bytes, done) => done(null, undefined))
}

function parseJson(text: string): unknown {
  if (text.trim() === '') return undefined
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw plainRefusal(400, error instanceof Error ? error.message : 'Invalid JSON')
  }
  if (typeof value !== 'object' || value === null)
    throw plainRefusal(400, `Unexpected token ${text.trim()[0]} in JSON at position 0`)
  return value
}

/** The body of a request; for multipart, its text fields as the body and its files apart. */
export async function readBody(request: FastifyRequest): Promise<ReadBody> {
  if (!request.isMultipart()) return { body: request.body ?? undefined }
  const fields: Record<string, unknown> = {}
  const files: UploadedFile[] = []
  for await (const part of request.parts()) {
    if (part.type === 'field') fields[part.fieldname] = part.value
    else
      files.push({
        field: part.fieldname,
        filename: part.filename,
        mimeType: part.mimetype,
        bytes: await part.toBuffer(),
      })
  }
  return { body: fields, files }
}

/** The query with all values of repeated names, and with the last of each. */
export function readQuery(url: string): {
  query: Record<string, string | undefined>
  rawQuery: Record<string, string | string[]>
} {
  const mark = url.indexOf('?')
  const parameters = new URLSearchParams(mark === -1 ? '' : url.slice(mark + 1))
  const query: Record<string, string> = {}
  const rawQuery: Record<string, string | string[]> = {}
  for (const name of new Set(parameters.keys())) {
    const values = parameters.getAll(name)
    query[name] = values.at(-1) ?? ''
    rawQuery[name] = values.length === 1 ? query[name] : values
  }
  return { query, rawQuery }
}
