import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'

/** Cost of one guess: 32 MB and about 80 ms (OWASP's advice for scrypt is N = 2^15, r = 8, p = 3 or dearer). */
const cost = { N: 2 ** 15, r: 8, p: 3 }
const keyLength = 32

type Cost = typeof cost

const derive = (password: string, salt: Buffer, { N, r, p }: Cost, length: number): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    // NFKC: the same password typed on another keyboard may arrive composed differently.
    scrypt(password.normalize('NFKC'), salt, length, { N, r, p, maxmem: 256 * N * r }, (problem, key) =>
      problem === null ? resolve(key) : reject(problem),
    )
  })

/** Hashes a password for storage; the text carries its own salt and cost. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16)
  const key = await derive(password, salt, cost, keyLength)
  return ['scrypt', cost.N, cost.r, cost.p, salt.toString('base64url'), key.toString('base64url')].join('$')
}

/** Whether the password is the one that was hashed. */
export async function isPassword(password: string, stored: string): Promise<boolean> {
  const [kind, N, r, p, salt, key] = stored.split('$')
  if (kind !== 'scrypt' || salt === undefined || key === undefined) return false
  const expected = Buffer.from(key, 'base64url')
  const given = { N: Number(N), r: Number(r), p: Number(p) }
  const actual = await derive(password, Buffer.from(salt, 'base64url'), given, expected.length)
  return timingSafeEqual(actual, expected)
}

/** A hash no password fits: checked for unknown people, so that they take as long to refuse as known ones. */
export const nobodysPassword: Promise<string> = hashPassword(randomBytes(32).toString('hex'))
