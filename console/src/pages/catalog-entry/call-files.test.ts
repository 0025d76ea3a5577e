import { expect, test } from 'vitest'
import { aDefinition } from './a-definition.ts'
import {
  chosenFiles,
  fileFieldsOf,
  fileProblems,
  firstFiles,
  formFieldsOf,
  takesFiles,
  withoutFiles,
} from './call-files.ts'

const aForm = (schema: Record<string, unknown>) =>
  aDefinition({ body: { contentTypes: ['multipart/form-data'], required: true, schema } })

const upload = aForm({
  $ref: '#/$defs/Upload',
  $defs: {
    Upload: {
      type: 'object',
      required: ['file', 'name'],
      properties: { file: { type: 'string', format: 'binary' }, name: { type: 'string' } },
    },
  },
})
const open = aForm({})
const picture = new File(['x'], 'a.png')

test('an operation takes files when it takes nothing but forms', () => {
  expect([upload, open, aDefinition(), aDefinition({ body: null })].map(takesFiles)).toEqual([
    true,
    true,
    false,
    false,
  ])
})

test('files are asked for apart from the other fields', () => {
  expect(fileFieldsOf(upload)).toEqual([{ name: 'file', isNeeded: true }])
  expect(withoutFiles(upload).body?.schema).toMatchObject({
    properties: { name: { type: 'string' } },
    required: ['name'],
  })
  expect(withoutFiles(aDefinition())).toEqual(aDefinition())
  const file = { type: 'string', format: 'binary' }
  expect(withoutFiles(aForm({ type: 'object', properties: { file } })).body).toBeNull()
  const { example } = withoutFiles({ ...upload, example: { path: {}, query: {}, body: 'Example' } })
  expect(example).toEqual({ path: {}, query: {} })
})

test('a row for each published file, or one to be named', () => {
  expect(firstFiles(upload)).toEqual([{ field: 'file', file: null }])
  expect(firstFiles(open)).toEqual([{ field: '', file: null }])
  expect(firstFiles(aDefinition())).toEqual([])
})

test('a needed file is missed, and so is the name of a field', () => {
  expect([...fileProblems(upload, firstFiles(upload))]).toEqual([[0, 'is needed']])
  expect([...fileProblems(upload, [{ field: 'file', file: picture }])]).toEqual([])
  expect([...fileProblems(open, firstFiles(open))]).toEqual([])
  expect([...fileProblems(open, [{ field: ' ', file: picture }])]).toEqual([
    [0, 'needs the name of its field'],
  ])
  expect(
    chosenFiles([
      { field: 'a', file: null },
      { field: 'b', file: picture },
    ]),
  ).toEqual([{ field: 'b', file: picture }])
})

test('the fields of a form are text: lists repeat, objects are JSON', () => {
  expect(formFieldsOf({ a: 'x', b: [1, 'y'], c: { d: true }, e: false })).toEqual([
    ['a', 'x'],
    ['b', '1'],
    ['b', 'y'],
    ['c', '{"d":true}'],
    ['e', 'false'],
  ])
  expect(formFieldsOf(undefined)).toEqual([])
})
