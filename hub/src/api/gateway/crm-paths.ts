/** First parts of paths that are the hub's own; all others are the CRM's. */
const ownParts = new Set([
  '',
  '.well-known',
  'assets',
  'console',
  'docs',
  'embed',
  'favicon.ico',
  'healthz',
  'mcp',
  'metrics',
  'openapi.json',
  'readyz',
  'robots.txt',
  'v1',
  'version',
  'webhooks',
])

/** Whether a URL lies on one of the CRM's own paths, which the hub serves at its root in the CRM's shapes. */
export function isCrmPath(url: string): boolean {
  const [first = '', second = ''] = (url.split('?', 1)[0] ?? '').slice(1).split('/', 2)
  // The CRM's paths for tokens begin with the same part as our way back from its consent page.
  if (first === 'oauth') return second !== 'crm' && second !== 'agents' && second !== ''
  return !ownParts.has(first)
}
