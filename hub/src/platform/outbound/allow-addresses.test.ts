import { describe, expect, it } from 'vitest'
import { allowAddresses } from './allow-addresses.ts'
import { isPublicAddress } from './classify-address.ts'

describe('isPublicAddress', () => {
  it.each([
    '8.8.8.8',
    '1.1.1.1',
    '172.32.0.1',
    '100.128.0.1',
    '2606:4700:4700::1111',
    '2a00:1450:4001::1',
    '::ffff:8.8.8.8',
    '64:ff9b::808:808',
    '2002:808:808::1',
  ])('knows %s as one of the internet', (address) => expect(isPublicAddress(address)).toBe(true))

  it.each([
    '0.0.0.0',
    '10.255.255.255',
    '100.64.0.1',
    '127.0.0.1',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.0.0.192',
    '192.168.1.1',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::127.0.0.1',
    '::ffff:10.0.0.1',
    '::ffff:a9fe:a9fe',
    '::ffff:0:10.0.0.1',
    '64:ff9b::10.0.0.1',
    '64:ff9b:1::8.8.8.8',
    '2002:a00:1::',
    '2001:0:4136:e378:8000:63bf:3fff:fdd2',
    '2001:db8::1',
    'fc00::1',
    'fd00:ec2::254',
    'fe80::1',
    'fe80::1%eth0',
    'fec0::1',
    'ff02::1',
    'no address',
  ])('knows %s as none', (address) => expect(isPublicAddress(address)).toBe(false))
})

describe('allowAddresses', () => {
  it('allows hosts, addresses and networks that are listed, and nothing else', () => {
    const policy = allowAddresses(['receiver.lan', '*.corp', '10.1.0.0/16', 'fd00::/8', '192.168.1.5'])
    expect(policy('Receiver.LAN.', '127.0.0.1')).toBe(true)
    expect(policy('a.b.corp', '10.9.0.1')).toBe(true)
    expect(policy('corp', '10.9.0.1')).toBe(false)
    expect(policy('any', '10.1.2.3')).toBe(true)
    expect(policy('any', '::ffff:10.1.2.3')).toBe(true)
    expect(policy('any', '10.2.0.1')).toBe(false)
    expect(policy('any', 'fd12::1')).toBe(true)
    expect(policy('any', '192.168.1.5')).toBe(true)
    expect(policy('any', '192.168.1.6')).toBe(false)
    expect(policy('any', '8.8.8.8')).toBe(true)
  })

  it('allows loopback by its word, and everything by a star', () => {
    expect(allowAddresses(['loopback'])('localhost', '::1')).toBe(true)
    expect(allowAddresses(['loopback'])('localhost', '10.0.0.1')).toBe(false)
    expect(allowAddresses(['*'])('any', '169.254.169.254')).toBe(true)
  })

  it.each(['10.0.0.0/33', 'host/8', 'two words', '', '*x'])('refuses %j as an entry', (entry) => {
    expect(() => allowAddresses([entry])).toThrow(RangeError)
  })
})
