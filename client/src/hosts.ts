/** Host of the CRM's API in production. */
export const apiHost = 'https://services.leadconnectorhq.com'

/** Hosts of the page where a person grants access: `standard` shows the CRM's brand, `whiteLabel` does not. */
export const consentHosts = {
  standard: 'https://marketplace.gohighlevel.com',
  whiteLabel: 'https://marketplace.leadconnectorhq.com',
} as const
