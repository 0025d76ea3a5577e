/** Schemes of pages, scripts and files: an answer sent there would end in a browser or a file, not in an agent. */
const notApps = new Set([
  'about:',
  'blob:',
  'data:',
  'file:',
  'filesystem:',
  'ftp:',
  'javascript:',
  'mailto:',
  'vbscript:',
  'view-source:',
  'ws:',
  'wss:',
])
const loopbackHosts = new Set(['127.0.0.1', '[::1]', 'localhost'])

export const isLoopbackHost = (hostname: string): boolean => loopbackHosts.has(hostname)

/**
 * Whether codes may be sent to an address: a web page over https, a program on the person's own machine over http, or
 * an installed app by a scheme of its own (RFC 8252).
 */
export function isUsableRedirectUri(text: string): boolean {
  // Spaces and control characters are dropped by URL parsers, so two spellings would be one address.
  if (text.length > 500 || !/^[\u0021-\u007e]+$/.test(text) || text.includes('#')) return false
  if (!URL.canParse(text)) return false
  const url = new URL(text)
  if (url.username !== '' || url.password !== '') return false
  if (url.protocol === 'https:') return true
  if (url.protocol === 'http:') return isLoopbackHost(url.hostname)
  return !notApps.has(url.protocol)
}

/** Whether an address is one that was registered, to the letter; on loopback any port will do (RFC 8252, 7.3). */
export function isRegisteredRedirectUri(wanted: string, registered: readonly string[]): boolean {
  if (!isUsableRedirectUri(wanted)) return false
  return registered.some((one) => one === wanted || isSameBesidesPort(one, wanted))
}

function isSameBesidesPort(registered: string, wanted: string): boolean {
  const [one, other] = [new URL(registered), new URL(wanted)]
  if (one.protocol !== 'http:' || !isLoopbackHost(one.hostname)) return false
  one.port = ''
  other.port = ''
  return one.href === other.href
}

/** Where the answer goes, in words for the person who decides. */
export function describeRedirect(redirectUri: string): string {
  const { protocol, host, hostname } = new URL(redirectUri)
  if (protocol === 'https:') return host
  if (protocol === 'http:') return `a program on this computer (${hostname})`
  return `the app on this computer that opens ${protocol}// addresses`
}
