import { expect, it } from 'vitest'
import { describeRedirect, isRegisteredRedirectUri, isUsableRedirectUri } from './redirect-uri.ts'

it.each([
  'https://agent.example/callback',
  'https://agent.example/callback?from=hub',
  'http://127.0.0.1/callback',
  'http://[::1]:8000/callback',
  'http://localhost:8000/callback',
  'cursor://agent.example/callback',
  'com.example.app:/callback',
])('%s may be registered', (uri) => {
  expect(isUsableRedirectUri(uri)).toBe(true)
})

it.each([
  'http://agent.example/callback',
  'http://127.0.0.1.example/callback',
  'http://localhost.example/callback',
  'https://user@agent.example/callback',
  'https://agent.example/callback#fragment',
  'https://agent.example/call back',
  'https://agent.example/\tcallback',
  'javascript:alert(1)',
  'JavaScript:alert(1)',
  'data:text/html,x',
  'file:///etc/passwd',
  'vbscript:x',
  '/callback',
  '',
])('%s may not', (uri) => {
  expect(isUsableRedirectUri(uri)).toBe(false)
})

it('an address counts as registered to the letter, besides the port of this machine', () => {
  const registered = ['https://agent.example/callback', 'http://127.0.0.1:1234/callback']
  expect(isRegisteredRedirectUri('https://agent.example/callback', registered)).toBe(true)
  expect(isRegisteredRedirectUri('http://127.0.0.1:5678/callback', registered)).toBe(true)
  for (const other of [
    'https://agent.example/callback/',
    'https://agent.example/callback?x=1',
    'https://agent.example:8443/callback',
    'https://evil.example/callback',
    'http://localhost:1234/callback',
    'http://127.0.0.1:1234/callback/more',
    'http://127.0.0.1:1234/callback?x=1',
    'https://127.0.0.1:1234/callback',
    'http://user@127.0.0.1:1234/callback',
  ])
    expect(isRegisteredRedirectUri(other, registered), other).toBe(false)
})

it('people read where an answer goes', () => {
  expect(describeRedirect('https://agent.example/callback')).toBe('agent.example')
  expect(describeRedirect('http://127.0.0.1:1/x')).toContain('this computer')
  expect(describeRedirect('cursor://agent/callback')).toContain('cursor://')
})
