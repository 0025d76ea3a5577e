import { expect, it } from 'vitest'
import { csvLine } from './csv-line.ts'

it('quotes what holds commas, quotes or line breaks, and doubles quotes', () => {
  expect(csvLine(['a,b', 'say "hi"', 'two\nlines', 'plain'])).toBe('"a,b","say ""hi""","two\nlines",plain')
})

it('writes nothing for null, and objects as JSON', () => {
  expect(csvLine([null, undefined, ['x', 1], 3, true])).toBe(',,"[""x"",1]",3,true')
})

it('keeps a spreadsheet from running text as a formula', () => {
  expect(csvLine(['=1+1', '@sum', '-3'])).toBe("'=1+1,'@sum,'-3")
})
