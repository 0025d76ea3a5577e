const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

/** A JSON value that can stand inside a script element. */
const inScript = (value: unknown): string => JSON.stringify(value).replaceAll('<', '\\u003c')

/**
 * What stands in for a network's own sign-in: a page with Allow and Cancel. Allow posts the message GHL posts to
 * the window that opened it (facts 6.4); the pages are then fetched with its `accountId`.
 */
export function renderSignInPage(options: {
  platformName: string
  locationName: string
  message: { accountId: string } & Record<string, unknown>
}): string {
  const { platformName, locationName, message } = options
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sign in to ${escapeHtml(platformName)} (simulated)</title>
<style>
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
  body { max-width: 26rem; margin: 12vh auto; padding: 0 1.5rem }
  button { font: inherit; padding: .5rem 1.25rem; border-radius: .5rem; border: 1px solid #8888; cursor: pointer }
  .allow { background: #2457d6; border-color: #2457d6; color: #fff }
</style>
<h1>Sign in to ${escapeHtml(platformName)}</h1>
<p>This is a simulated network. <strong dir="auto">${escapeHtml(locationName)}</strong> asks to read and publish posts.</p>
<p><button class="allow" data-testid="allow">Allow</button> <button data-testid="deny">Cancel</button></p>
<p data-testid="account-id" data-account-id="${escapeHtml(message.accountId)}" hidden></p>
<script>
  const message = ${inScript(message)}
  document.querySelector('[data-testid=allow]').onclick = () => {
    if (window.opener) window.opener.postMessage(message, '*')
    document.body.dataset.state = 'allowed'
    window.close()
  }
  document.querySelector('[data-testid=deny]').onclick = () => window.close()
</script>
</html>
`
}
