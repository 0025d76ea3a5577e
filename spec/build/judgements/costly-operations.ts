/**
 * Calls that somebody charges for, by method and path, with who charges for what. Judged by what a call sets off by
 * itself: enrolling a contact in a workflow costs nothing, what the workflow's steps then send does.
 */
export const costlyOperations: Readonly<Record<string, string>> = {
  'POST /conversations/messages': 'Carriers, WhatsApp and the mail service charge for each message.',
  'POST /phone-system/numbers/location/{}/purchase': 'A number is rented by the month.',
  'POST /marketplace/billing/charges': "Takes money from the location's or company's wallet.",
  'POST /email/verify': 'Each verification is charged.',
  'POST /agent-studio/agent/{}/execute': 'Each run of an AI agent is charged by use.',
  'POST /agent-studio/public-api/agents/{}/execute': 'Each run of an AI agent is charged by use.',
  'POST /invoices/{}/send': 'Sends messages, which are charged.',
  'POST /invoices/estimate/{}/send': 'Sends messages, which are charged.',
  'POST /invoices/text2pay': 'Sends messages, which are charged.',
  'POST /invoices/schedule/{}/schedule': 'Starts a series of invoices that are sent by message.',
  'POST /invoices/schedule/{}/updateAndSchedule': 'Starts a series of invoices that are sent by message.',
  'POST /invoices/schedule/{}/auto-payment': "Lets the customer's card be charged.",
  'POST /proposals/document/send': 'Sends messages, which are charged.',
  'POST /proposals/templates/send': 'Sends messages, which are charged.',
  'POST /emails/locations/{}/campaigns/emails/{}/schedule': 'The mail service charges for each e-mail.',
  'POST /saas/enable-saas/{}': 'Starts a plan that is charged.',
  'POST /saas-api/public-api/enable-saas/{}': 'Starts a plan that is charged.',
  'POST /saas/bulk-enable-saas/{}': 'Starts plans that are charged.',
  'POST /saas-api/public-api/bulk-enable-saas/{}': 'Starts plans that are charged.',
  'PUT /saas/update-saas-subscription/{}': 'Changes what a location is charged.',
  'PUT /saas-api/public-api/update-saas-subscription/{}': 'Changes what a location is charged.',
  'POST /saas-api/public-api/companies/{}/locations/{}/wallet-balance/complimentary-credits':
    'The company pays for the credits it gives away.',
  'POST /ad-publishing/facebook/campaigns/{}/publish': 'The network charges for what the campaign shows.',
  'POST /ad-publishing/facebook/campaigns/{}/resume': 'The network charges for what the campaign shows.',
  'POST /ad-publishing/facebook/adsets/{}/resume': 'The network charges for what the ad set shows.',
  'POST /ad-publishing/facebook/ads/{}/resume': 'The network charges for what the ad shows.',
  'POST /ad-publishing/google/ads/{}/publish': 'The network charges for what the campaign shows.',
  'POST /ad-publishing/linkedin/ads/{}/publish': 'The network charges for what the campaign shows.',
  'PATCH /ad-publishing/linkedin/{}/status': 'May start an ad, for which the network charges.',
}

/**
 * Calls that hand out tokens of the CRM. The hub makes them itself and keeps what they give; whoever had a token could
 * call past every limit and check of the hub.
 */
export const withheldOperations: Readonly<Record<string, string>> = {
  'POST /oauth/token': 'Gives an access token and a refresh token, and uses up the one it was given.',
  'POST /oauth/location-token': "Gives a location's access token.",
  'POST /oauth/locationToken': "Gives a location's access token.",
}
