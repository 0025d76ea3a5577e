import { describe, expect, it } from 'vitest'
import { readHeaders, readValue, valueText } from './form-values.ts'

describe('the form of an endpoint', () => {
  it('reads headers line by line, colons in values included', () => {
    expect(readHeaders('Authorization: Bearer a:b\n\n  X-Own :  1 ')).toEqual({
      Authorization: 'Bearer a:b',
      'X-Own': '1',
    })
    expect(readHeaders('')).toEqual({})
    expect(readHeaders('no colon')).toBeNull()
    expect(readHeaders('Name:')).toBeNull()
  })

  it('gives back what conditions compare with', () => {
    expect(readValue('one_of', 'a, b,, c')).toEqual({ value: ['a', 'b', 'c'] })
    expect(readValue('equals', 'a, b')).toEqual({ value: 'a, b' })
    expect(readValue('exists', 'x')).toEqual({})
    expect(valueText({ field: 'f', test: 'one_of', value: ['a', 1] })).toBe('a, 1')
    expect(valueText({ field: 'f', test: 'exists' })).toBe('')
  })
})
