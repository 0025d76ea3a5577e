import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { makeForm, readFormFile } from './make-form.ts'

it('makes a form of fields and files that reads back as it was', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'causeway-form-'))
  const path = join(folder, 'a file=1.png')
  writeFileSync(path, Buffer.from([0, 255, 13, 10]))
  const { bytes, contentType } = await makeForm({ hosted: false, tags: ['a', 'b'], meta: { x: 1 } }, [
    readFormFile(`file=${path}`),
  ])
  const form = await new Response(Buffer.from(bytes), { headers: { 'content-type': contentType } }).formData()
  expect(form.get('hosted')).toBe('false')
  expect(form.getAll('tags')).toEqual(['a', 'b'])
  expect(form.get('meta')).toBe('{"x":1}')
  const file = form.get('file') as File
  expect(file.name).toBe('a file=1.png')
  expect(new Uint8Array(await file.arrayBuffer())).toEqual(new Uint8Array([0, 255, 13, 10]))
  rmSync(folder, { recursive: true })
})

it('names a file that cannot be read', async () => {
  await expect(makeForm({}, [readFormFile('file=/nowhere/at-all')])).rejects.toMatchObject({
    code: 'cli.usage',
    message: expect.stringContaining('/nowhere/at-all') as string,
  })
  expect(() => readFormFile('photo.png')).toThrow('names no file')
})
