import { expect, it } from 'vitest'
import { parseAssignment } from './parse-assignment.ts'

it.each([
  ['name=Spring', { key: 'name', value: { text: 'Spring' }, isItem: false, place: undefined }],
  ['name=', { key: 'name', value: { text: '' } }],
  ['url=https://a.test/?b=c:=d', { key: 'url', value: { text: 'https://a.test/?b=c:=d' } }],
  ['note=two\nlines', { key: 'note', value: { text: 'two\nlines' } }],
  ['address.city=Oslo', { key: 'address.city', value: { text: 'Oslo' } }],
  ['tags[]=new', { key: 'tags', isItem: true, value: { text: 'new' } }],
  ['tags[]:={"a":1}', { key: 'tags', isItem: true, value: { json: { a: 1 } } }],
  ['filters:=[1,null]', { key: 'filters', value: { json: [1, null] } }],
  ['body:name=x', { key: 'name', place: 'body', value: { text: 'x' } }],
  ['query:limit:=5', { key: 'limit', place: 'query', value: { json: 5 } }],
  ['body:=true', { key: 'body', place: undefined, value: { json: true } }],
  ['path=x', { key: 'path', place: undefined, value: { text: 'x' } }],
])('reads %s', (word, expected) => {
  expect(parseAssignment(word)).toMatchObject({ word, ...expected })
})

it.each(['name', '=x', '', 'a..b=1', '.a=1', 'a.__proto__.b=1'])('refuses "%s"', (word) => {
  expect(() => parseAssignment(word)).toThrow(expect.objectContaining({ code: 'cli.usage' }))
})

it('says how text and JSON are written when JSON is broken', () => {
  expect(() => parseAssignment('name:=Spring')).toThrow(
    expect.objectContaining({ hint: expect.stringContaining('name=Spring') }),
  )
})
