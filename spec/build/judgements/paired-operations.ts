/** Two operations that are the same thing although their paths differ. */
export interface OperationPair {
  v2: string
  v3: string
  /** Why they are the same. */
  reason: string
}

/**
 * Operations whose path changed between the generations. Those that share method and path need no pair.
 * Not here: the twenty connecting calls of the Social Planner, one for each network in v2, which v3 folded into three
 * that take the network as a parameter; one entry cannot stand for several calls of a generation.
 */
export const operationPairs: readonly OperationPair[] = [
  {
    v2: 'v2.oauth.get-installed-location',
    v3: 'v3.oauth.get-installed-location',
    reason: 'Renamed from camel case to hyphens; pages by token instead of by offset.',
  },
  {
    v2: 'v2.oauth.get-location-access-token',
    v3: 'v3.oauth.get-location-access-token',
    reason: 'Renamed from camel case to hyphens; names of the answer likewise.',
  },
  {
    v2: 'v2.contacts.remove-contact-from-every-campaign',
    v3: 'v3.contacts.remove-contact-from-every-campaign',
    reason: 'Renamed from removeAll to remove-all.',
  },
  {
    v2: 'v2.ad-manager.fb-upsert-ad',
    v3: 'v3.ad-publishing.fb-upsert-ad',
    reason: 'The suffix -v2 went from the path; same id, method and body.',
  },
  {
    v2: 'v2.emails.fetch-template',
    v3: 'v3.emails.list-email-templates',
    reason: 'The builder became a resource below the location; both list its templates.',
  },
  {
    v2: 'v2.emails.create-template',
    v3: 'v3.emails.create-email-template',
    reason: 'The builder became a resource below the location; both add a template.',
  },
  {
    v2: 'v2.emails.update-template',
    v3: 'v3.emails.update-email-template',
    reason: 'The builder became a resource below the location; both change a template named by its id.',
  },
  {
    v2: 'v2.emails.delete-template',
    v3: 'v3.emails.delete-email-template',
    reason: 'The builder became a resource below the location; both delete a template named by its id.',
  },
  {
    v2: 'v2.emails.fetch-campaigns',
    v3: 'v3.emails.list-email-campaigns',
    reason: 'The schedule became a resource below the location; both list its e-mail campaigns.',
  },
]
