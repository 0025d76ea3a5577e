import { defineErrors } from '../platform/errors.ts'

const startAgain =
  'Start the install again under Connections and finish it in the same browser within ten minutes.'

/** Everything that can go wrong with authorisations. The brand of the CRM is never named: hubs may be white-label. */
export const connectionErrors = defineErrors('connections', {
  app_unknown: { status: 404, hint: 'Choose one of the apps listed under Connections, or add it there.' },
  app_in_use: { status: 409, hint: 'Disconnect the connections made with this app first.' },
  connection_unknown: { status: 404, hint: 'List the connections to see which there are.' },
  location_unknown: {
    status: 404,
    hint: 'Connect the location under Connections; the id is the one in the address of its pages in the CRM.',
  },
  company_unknown: {
    status: 404,
    hint: 'Install an app for the company under Connections, by an administrator of it: calls about a company need its own access.',
  },

  consent_denied: {
    status: 403,
    hint: 'Start the install again and allow access, or ask an administrator to.',
  },
  consent_failed: {
    status: 502,
    hint: 'Check the app in the CRM’s developer portal, then start the install again.',
  },
  install_unknown: { status: 400, hint: startAgain },
  install_expired: { status: 410, hint: startAgain },
  install_used: { status: 409, hint: `If the connection is not listed: ${startAgain}` },
  browser_mismatch: { status: 403, hint: startAgain },
  code_missing: { status: 400, hint: startAgain },
  code_refused: {
    status: 409,
    hint: `${startAgain} If it fails again, check the client id, the client secret and the redirect URI of the app.`,
  },
  app_credentials_refused: {
    status: 409,
    hint: 'Enter the current client id and client secret of the app under Connections.',
  },
  crm_unreachable: { status: 502, hint: 'Check the network of this machine, then try again.' },
  crm_failed: { status: 502, hint: 'Try again later; nothing was lost.' },

  private_token_refused: {
    status: 409,
    hint: 'Copy the token again from Settings > Private Integrations of that location in the CRM, or make a new one.',
  },
  location_mismatch: { status: 409, hint: 'Use a token made in this location, or correct the location id.' },
  company_token: {
    status: 409,
    hint: 'This token belongs to a company: make one inside the location, in its Settings > Private Integrations.',
  },

  scope_missing: {
    status: 403,
    hint: 'Add the scope to the app in the CRM’s developer portal, then let an administrator install it again.',
  },
  refresh_failed: {
    status: 503,
    hint: 'The hub tries again by itself. Run the doctor to see what is in the way.',
  },
  cooling_down: {
    status: 503,
    hint: 'The hub tries again by itself after the time in Retry-After. Run the doctor to see what is in the way.',
  },
  refresh_busy: {
    status: 503,
    hint: 'Another process of the hub is refreshing the token: try again in a minute.',
  },
  suspended: {
    status: 409,
    hint: 'Reactivate the location in the CRM. The hub keeps its access and goes on by itself.',
  },
  needs_reauth: {
    status: 409,
    hint: 'Connect it again under Connections: the CRM accepts the old access no more.',
  },
  uninstalled: { status: 409, hint: 'The app was removed in the CRM. Install it again under Connections.' },
  locations_unlisted: {
    status: 502,
    hint: 'Add the scope oauth.readonly to the app and install it again, or connect locations one by one.',
  },
  location_not_granted: {
    status: 409,
    hint: 'Install the app again and tick this location, or connect the location by itself.',
  },
})

/** Advice by status code, for showing beside a connection. */
export const hintOf = (code: string | null): string | null => {
  if (code === null || !code.startsWith('connections.')) return null
  const name = code.slice('connections.'.length)
  const make = Object.entries(connectionErrors).find(([key]) => key === name)?.[1]
  return make?.('').hint ?? null
}
