/**
 * Which parts of the hub call an operation, by entry of the catalog: what a change at the CRM touches besides the
 * gateway, through which every operation can be called. A test compares this with the calls in the code.
 */
export const partsInUse: Readonly<Record<string, readonly string[]>> = {
  'social.get-account': ['sync of accounts'],
  'social.get-posts': ['sync of posts'],
  'social.get-post': ['sync of posts'],
  'social.get-tags-location-id': ['sync of tags', 'social tags at the CRM’s paths'],
  'social.get-tags-by-ids': ['sync of tags', 'social tags at the CRM’s paths'],
  'social.get-categories-location-id': ['sync of categories'],
  'social.get-categories-id': ['sync of categories'],
  'social.get-comment-list': ['sync of comments'],
  'social.get-statistics': ['sync of statistics', 'social statistics at the CRM’s paths'],
  'locations.get-location': ['connections'],
  'companies.get-company': ['connections'],
  'oauth.get-access-token': ['connections'],
  'oauth.get-location-access-token': ['connections'],
  'oauth.get-installed-location': ['connections'],
}
