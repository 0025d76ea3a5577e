import { createSign, createVerify, generateKeyPairSync, randomUUID, type KeyObject } from 'node:crypto'

let pair: { privateKey: KeyObject; publicKey: KeyObject } | undefined

/** One key pair for the process: making one takes up to 100 ms, and no two simulators need different ones. */
function keyPair() {
  pair ??= generateKeyPairSync('rsa', { modulusLength: 2048 })
  return pair
}

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const header = encode({ alg: 'RS256', typ: 'JWT' })

/** Makes an RS256 JWT; every one is different. */
export function signToken(claims: Record<string, unknown>): string {
  const content = `${header}.${encode({ ...claims, jti: randomUUID() })}`
  return `${content}.${createSign('RSA-SHA256').update(content).sign(keyPair().privateKey, 'base64url')}`
}

/** Whether this process signed the token. Whether it is still good, the store knows. */
export function isSignedHere(token: string): boolean {
  const parts = token.split('.')
  if (parts.length !== 3) return false
  return createVerify('RSA-SHA256')
    .update(`${parts[0]}.${parts[1]}`)
    .verify(keyPair().publicKey, parts[2]!, 'base64url')
}
