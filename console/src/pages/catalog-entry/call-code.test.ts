import { execFileSync } from 'node:child_process'
import { Script } from 'node:vm'
import { expect, test } from 'vitest'
import { aDefinition } from './a-definition.ts'
import { callCode, type CodeInput } from './call-code.ts'

const anInput = (changes: Partial<CodeInput> = {}): CodeInput => ({
  hubUrl: 'https://hub.test',
  apiKey: 'cw_key',
  entryId: 'contacts.add-tags',
  definition: aDefinition(),
  values: { path: { contactId: 'a/b' }, query: { notify: true }, body: { tags: ["it's"] } },
  locationId: 'loc_1',
  needsConfirm: false,
  ...changes,
})

test('every form names the hub, the key and the values', () => {
  const { curl, fetch, sdk } = callCode(anInput())
  for (const code of [curl, fetch]) {
    expect(code).toContain('https://hub.test/contacts/a%2Fb/tags?notify=true')
    expect(code).toContain('Bearer cw_key')
    expect(code).toContain('2023-02-21')
    expect(code).toContain('Causeway-Location')
  }
  expect(sdk).toContain("baseURL = 'https://hub.test'")
  expect(sdk).toContain('crm.contacts.addTags({"contactId":"a/b","notify":true}, {"tags":["it\'s"]}')
})

test('a shell reads the curl line as it was meant', () => {
  const { curl = '' } = callCode(anInput())
  const read = execFileSync('sh', ['-c', curl.replace(/^curl/, 'printf "%s\\n"')])
    .toString()
    .split('\n')
  expect(read).toContain('{"tags":["it\'s"]}')
  expect(read).toContain('Version: 2023-02-21')
})

test('a shell reads the command as it was meant', () => {
  const { cli = '' } = callCode(anInput())
  const read = execFileSync('sh', ['-c', cli.replace(/^causeway/, 'printf "%s\\n"')])
    .toString()
    .trim()
    .split('\n')
  expect(read).toEqual([
    'call',
    'contacts.add-tags',
    '--location',
    'loc_1',
    'contactId=a/b',
    'notify:=true',
    'tags:=["it\'s"]',
  ])
})

test('the program is a program', () => {
  const { fetch = '' } = callCode(anInput())
  expect(() => new Script(`async () => { ${fetch} }`)).not.toThrow()
})

test('a location that is among the values is not said twice', () => {
  const { curl, cli } = callCode(
    anInput({ values: { path: { contactId: 'x' }, query: { locationId: 'loc_1' }, body: { tags: [] } } }),
  )
  expect(curl).not.toContain('Causeway-Location')
  expect(cli?.match(/loc_1/g)).toHaveLength(1)
})

test('what destroys or costs says that it is meant', () => {
  const { curl, sdk, cli } = callCode(anInput({ needsConfirm: true }))
  expect(curl).toContain('Causeway-Confirm: true')
  expect(sdk).toContain('Causeway-Confirm')
  expect(cli).toMatch(/--confirm$/)
})

test('what was not filled in stays to be seen', () => {
  const { curl, cli } = callCode(anInput({ values: { path: {}, query: {} } }))
  expect(curl).toContain('/contacts/{contactId}/tags')
  expect(cli).toBe('causeway call contacts.add-tags --location loc_1')
})

const aForm = () =>
  aDefinition({
    path: '/medias/upload-file',
    parameters: [],
    body: {
      contentTypes: ['multipart/form-data'],
      required: true,
      schema: {
        type: 'object',
        properties: { file: { type: 'string', format: 'binary' }, name: { type: 'string' } },
      },
    },
  })

test('files are sent as a form, without a content type of ours, in every form', () => {
  const { curl, fetch, sdk, cli } = callCode(
    anInput({
      definition: aForm(),
      values: { path: {}, query: {}, body: { name: "@it's", tags: ['a', 'b'] } },
      files: [{ field: 'file', name: 'a b.png' }],
    }),
  )
  expect(curl).toContain("-F 'file=@a b.png'")
  expect(curl).not.toContain('Content-Type')
  const read = execFileSync('sh', ['-c', (curl ?? '').replace(/^curl/, 'printf "%s\\n"')]).toString()
  // Taken as it is: after -F it would name a file.
  expect(read).toContain("--form-string\nname=@it's\n")
  expect(read).toContain('tags=a\n--form-string\ntags=b\n')
  for (const code of [fetch, sdk]) {
    expect(code).toContain("form.append('name', '@it\\'s')")
    expect(code).toContain("form.append('file', await openAsBlob('a b.png'), 'a b.png')")
  }
  expect(fetch).toContain('body: form')
  expect(sdk).toContain('addTags(form, ')
  expect(sdk).toContain('multipart/form-data')
  expect(cli).toContain("--file 'file=a b.png'")
  expect(() => new Script(`async () => { ${fetch} }`)).not.toThrow()
})

test('a form without fields is a form still', () => {
  const { curl, fetch } = callCode(anInput({ definition: aForm(), values: { path: {}, query: {} } }))
  expect(curl).not.toContain("-d '")
  expect(fetch).toContain('body: form')
})

test('what the SDK does not have is not shown', () => {
  expect(callCode(anInput({ definition: aDefinition({ sdk: null }) })).sdk).toBeUndefined()
})
