import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { redactRequest, redactText } from './redact-request.ts'

const keyOf = (text: string) => fc.constantFrom(...text.split(' '))
const secretKeys = keyOf(
  'token access_token refreshToken secret clientSecret password userPassword authorization Authorization apiKey ' +
    'api_key x-api-key card cardNumber card_number cvv ssn jwt pin sessionCookie private_key signature credentials',
)
const secretValues = fc.oneof(
  fc.stringMatching(/^[A-Za-z0-9_-]{20,40}$/).map((text) => `eyJ${text}.eyJ${text}.${text}`),
  fc.uuid().map((text) => `pit-${text}`),
  fc.stringMatching(/^[A-Za-z0-9]{40}$/).map((text) => `cw_${text}`),
  fc.stringMatching(/^[A-Za-z0-9]{24}$/).map((text) => `Bearer ${text}`),
)

describe('redacting a request', () => {
  it('blacks out whatever stands under a key that smells of secrets, however deep', () => {
    fc.assert(
      fc.property(
        secretKeys,
        fc.stringMatching(/^[a-z]{12,20}$/),
        fc.array(keyOf('contact items data fields'), { maxLength: 5 }),
        fc.boolean(),
        (key, secret, path, isList) => {
          const leaf: unknown = { [key]: isList ? [secret, { deep: secret }] : secret, name: 'stays' }
          const body = path.reduceRight((inner, step) => ({ [step]: [inner] }), leaf)
          const kept = JSON.stringify(redactRequest({ [key]: secret }, body))
          expect(kept).not.toContain(secret)
          expect(kept).toContain('stays')
        },
      ),
    )
  })

  it('blacks out what looks like a token wherever it stands: in text, in keys, in URLs, in lists', () => {
    fc.assert(
      fc.property(secretValues, fc.string({ maxLength: 30 }), (secret, text) => {
        const core = secret.replace(/^Bearer /, '')
        const body = {
          message: `${text} ${secret} ${text}`,
          list: [secret],
          [secret]: true,
          link: `https://x.test/a?b=1&t=${secret}`,
        }
        expect(JSON.stringify(redactRequest({ q: secret }, body))).not.toContain(core)
      }),
    )
  })

  it('finds secrets however long the text is that they stand in', () => {
    fc.assert(
      fc.property(secretValues, fc.integer({ min: 0, max: 20_000 }), (secret, position) => {
        const filled = `${'lorem '.repeat(position / 6)} ${secret} ${secret} tail`
        const core = secret.replace(/^Bearer /, '').slice(0, 12)
        expect(redactText(filled)).not.toContain(core)
        expect(redactText(`${secret} `.repeat(position / 20))).not.toContain(core)
      }),
      { numRuns: 40 },
    )
  })

  it('keeps at most 8 kB of JSON, whatever it is given', () => {
    const anything = fc.anything({
      maxDepth: 8,
      withDate: true,
      withTypedArray: true,
      withBigInt: true,
      withNullPrototype: true,
      withUnicodeString: true,
    } as fc.ObjectConstraints)
    const big = fc.array(
      fc.record({ [`k${'é'.repeat(40)}`]: fc.string({ minLength: 200, maxLength: 900, unit: 'binary' }) }),
      {
        minLength: 15,
        maxLength: 40,
      },
    )
    fc.assert(
      fc.property(fc.oneof(anything, big), fc.oneof(anything, big), (query, body) => {
        const kept = redactRequest(query, body)
        expect(Buffer.byteLength(JSON.stringify(kept))).toBeLessThanOrEqual(8192)
        expect(JSON.parse(JSON.stringify(kept))).toBeTypeOf('object')
      }),
      { numRuns: 300 },
    )
  })

  it('keeps all of what is small and no secret', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.constantFrom('name', 'tags', 'pageLimit', 'dashboard', 'discarded', 'key', 'monkey'),
          fc
            .jsonValue({ maxDepth: 2 })
            .filter((value) => !/["\\]/.test(JSON.stringify(value).replaceAll(/"[\w ]*"/g, ''))),
        ),
        (body) => {
          fc.pre(JSON.stringify(body).length < 1000)
          fc.pre(JSON.stringify(body) === JSON.stringify(body).replaceAll(/[^\w\s:,.[\]{}"-]/g, ''))
          const kept = redactRequest(undefined, body)
          expect(JSON.stringify(kept.body)).toBe(JSON.stringify(body))
        },
      ),
    )
  })

  it('cuts long texts at 500 characters and lists at 20 items, and says so', () => {
    const kept = redactRequest(
      {},
      { text: 'ä'.repeat(2000), list: Array.from({ length: 50 }, (_, index) => index) },
    )
    expect(kept.body).toEqual({
      text: `${'ä'.repeat(500)}… (2000 characters)`,
      list: [...Array.from({ length: 20 }, (_, index) => index), '… 30 more'],
    })
  })

  it('reads the name of a field beside its value', () => {
    const customFields = [
      { id: 'abc', key: 'door_password', field_value: '1234' },
      { key: 'favourite_colour', field_value: 'green' },
    ]
    expect(redactRequest({}, { customFields }).body).toEqual({
      customFields: [
        { id: 'abc', key: 'door_password', field_value: '[redacted]' },
        { key: 'favourite_colour', field_value: 'green' },
      ],
    })
  })

  it('is not held up by a text made to slow it down', () => {
    const nasty = [
      'eyJ'.repeat(20_000),
      '?token'.repeat(20_000),
      '"token'.repeat(20_000),
      'Bearer '.repeat(20_000),
    ]
    // Catches only what would hang: the test has the usual time for it.
    expect(redactRequest({}, nasty).body).toHaveLength(4)
  })
})
