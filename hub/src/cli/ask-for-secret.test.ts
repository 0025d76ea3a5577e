import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { expect, it } from 'vitest'
import { askForSecret } from './ask-for-secret.ts'

it('gives what was typed and shows none of it', async () => {
  const input = new PassThrough()
  const output = new PassThrough()
  const given = askForSecret('Value: ', { input, output })
  input.end('my secret\n')
  expect(await given).toBe('my secret')
  output.end()
  expect(await text(output)).toBe('Value: \n')
})

it('gives nothing when the input ends', async () => {
  const input = new PassThrough()
  input.end()
  expect(await askForSecret('Value: ', { input, output: new PassThrough() })).toBe('')
})
