import { expect, test } from 'vitest'
import { passwordStrength, readSetupToken } from './owner-rules.ts'
import { publicUrlProblem, withoutTrailingSlash } from './public-url.ts'

test('the token is read from a pasted link, or taken as it is', () => {
  expect(readSetupToken(' http://127.0.0.1:4400/console/setup?token=ab-C_1 ')).toBe('ab-C_1')
  expect(readSetupToken('ab-C_1')).toBe('ab-C_1')
  expect(readSetupToken('http://127.0.0.1:4400/console')).toBe('')
  expect(readSetupToken('two words')).toBe('')
})

test('a short password is never called good', () => {
  expect(passwordStrength('aB3$xY7!z').colour).toBe('red')
  expect(passwordStrength('correct horse battery').words).toBe('Strong')
})

test('only whole web addresses are accepted', () => {
  expect(publicUrlProblem('https://hub.example.com/')).toBeUndefined()
  expect(publicUrlProblem('hub.example.com')).toBeDefined()
  expect(publicUrlProblem('ftp://hub.example.com')).toBeDefined()
  expect(publicUrlProblem('https://hub.example.com/?a=1')).toBeDefined()
  expect(withoutTrailingSlash(' https://hub.example.com// ')).toBe('https://hub.example.com')
})
