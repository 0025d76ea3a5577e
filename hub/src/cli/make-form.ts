import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { messageOf } from '../platform/errors.ts'
import { cliErrors } from './cli.errors.ts'

/** A file of a form: `--file field=path`. */
export interface FormFile {
  field: string
  path: string
}

/** @throws `cli.usage` */
export function readFormFile(word: string): FormFile {
  const [, field, path] = /^([^=]+)=(.+)$/s.exec(word) ?? []
  if (field === undefined || path === undefined)
    throw cliErrors.usage(`"${word}" names no file`, { hint: 'Write --file field=path.' })
  return { field, path }
}

/**
 * A multipart body of fields and files. Lists repeat their field; objects go as JSON.
 * @throws `cli.usage` when a file cannot be read
 */
export async function makeForm(
  fields: Readonly<Record<string, unknown>>,
  files: readonly FormFile[],
): Promise<{ bytes: Uint8Array; contentType: string }> {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields))
    for (const item of Array.isArray(value) ? value : [value])
      form.append(name, typeof item === 'object' ? JSON.stringify(item) : String(item))
  for (const { field, path } of files) form.append(field, new Blob([await read(path)]), basename(path))
  const encoded = new Response(form)
  return {
    contentType: encoded.headers.get('content-type') ?? 'multipart/form-data',
    bytes: new Uint8Array(await encoded.arrayBuffer()),
  }
}

async function read(path: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await readFile(path))
  } catch (cause) {
    throw cliErrors.usage(`The file ${path} cannot be read: ${messageOf(cause)}`, { cause })
  }
}
