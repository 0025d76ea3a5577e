import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { expect, it } from 'vitest'
import { askToConfirm } from './ask-to-confirm.ts'

async function answering(answer: string): Promise<{ isYes: boolean; asked: string }> {
  const input = new PassThrough()
  const output = new PassThrough()
  input.end(answer)
  const isYes = await askToConfirm('It is charged for. Go on?', { input, output })
  output.end()
  return { isYes, asked: await text(output) }
}

it.each(['y\n', 'Yes\n', ' YES \n'])('takes %j as a yes', async (answer) => {
  const { isYes, asked } = await answering(answer)
  expect(isYes).toBe(true)
  expect(asked).toContain('It is charged for. Go on? [y/N]')
})

it.each(['n\n', '\n', '', 'yessir\n', 'confirm\n'])('takes %j as a no', async (answer) => {
  expect((await answering(answer)).isYes).toBe(false)
})
