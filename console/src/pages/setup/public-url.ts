/** An address as the hub keeps it. */
export const withoutTrailingSlash = (address: string) => address.trim().replace(/\/+$/, '')

/** What is wrong with a public address; undefined when it can be used. */
export function publicUrlProblem(address: string): string | undefined {
  let url: URL
  try {
    url = new URL(address.trim())
  } catch {
    return 'Write a whole address, such as https://hub.example.com.'
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    return 'The address starts with http:// or https://.'
  if (url.search !== '' || url.hash !== '') return 'Leave out everything after the path.'
  return undefined
}
