import { outboundErrors } from './outbound.errors.ts'

/** The connection's own headers, and those that would say whom else to reach. */
const ownHeaders = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

/**
 * Reads an address that is to be called. Whether it may be reached is known only when it is resolved.
 * @throws `outbound.url_unusable`
 */
export function checkOutboundUrl(text: string): URL {
  const url = URL.parse(text)
  if (url === null) throw outboundErrors.url_unusable('The address is not a URL')
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw outboundErrors.url_unusable(`Addresses start with https:// or http://, not with ${url.protocol}`)
  if (url.username !== '' || url.password !== '')
    throw outboundErrors.url_unusable('The address holds a user name or password')
  if (url.hostname === '') throw outboundErrors.url_unusable('The address names no host')
  return url
}

/**
 * Refuses headers that could not be sent or would change the connection.
 * @throws `outbound.header_unusable`
 */
export function checkOutboundHeaders(headers: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(headers)) {
    if (!/^[a-z0-9!#$%&'*+.^_`|~-]{1,100}$/i.test(name))
      throw outboundErrors.header_unusable(`${JSON.stringify(name)} is no name of a header`)
    if (ownHeaders.has(name.toLowerCase()))
      throw outboundErrors.header_unusable(`The header ${name} belongs to the connection`)
    // Tab, visible ASCII and Latin-1: what HTTP lets a value be made of.
    if (value.length > 8192 || !/^[\t\u0020-\u007e\u00a0-\u00ff]*$/.test(value))
      throw outboundErrors.header_unusable(`The value of the header ${name} cannot be sent`)
  }
}
