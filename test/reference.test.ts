import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { referencePages } from '../scripts/reference.ts'

const pages = await referencePages()

it.each(Object.keys(pages))('%s says what the code says (npm run reference rewrites it)', (path) => {
  expect(readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')).toBe(pages[path])
})
