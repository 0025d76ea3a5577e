/** A part of the CRM, as people name it. */
export interface CatalogModule {
  /** Stands before the dot of every entry's id. */
  module: string
  title: string
  /** What GHL calls the files that publish it, in either generation; empty where only triggers belong to it. */
  published: readonly string[]
}

/** All modules in the order people look for them: what most use first. */
export const catalogModules: readonly CatalogModule[] = [
  { module: 'social', title: 'Social Planner', published: ['social-media-posting', 'social-planner'] },
  { module: 'contacts', title: 'Contacts', published: ['contacts'] },
  { module: 'conversations', title: 'Conversations', published: ['conversations'] },
  { module: 'opportunities', title: 'Opportunities', published: ['opportunities'] },
  { module: 'calendars', title: 'Calendars', published: ['calendars'] },
  { module: 'locations', title: 'Locations', published: ['locations'] },
  { module: 'users', title: 'Users', published: ['users'] },
  { module: 'workflows', title: 'Workflows', published: ['workflows'] },
  { module: 'campaigns', title: 'Campaigns', published: ['campaigns'] },
  { module: 'forms', title: 'Forms', published: ['forms'] },
  { module: 'surveys', title: 'Surveys', published: ['surveys'] },
  { module: 'media', title: 'Media library', published: ['medias'] },
  { module: 'emails', title: 'E-mail templates and campaigns', published: ['emails'] },
  { module: 'email-verification', title: 'E-mail verification', published: ['email-isv'] },
  { module: 'businesses', title: 'Businesses', published: ['businesses'] },
  { module: 'companies', title: 'Companies', published: ['companies'] },
  { module: 'custom-fields', title: 'Custom fields of objects', published: ['custom-fields'] },
  { module: 'objects', title: 'Custom objects', published: ['objects'] },
  { module: 'associations', title: 'Associations', published: ['associations'] },
  { module: 'ads', title: 'Ads', published: ['ad-manager', 'ad-publishing'] },
  { module: 'invoices', title: 'Invoices and estimates', published: ['invoices'] },
  { module: 'payments', title: 'Payments', published: ['payments'] },
  { module: 'products', title: 'Products', published: ['products'] },
  { module: 'store', title: 'Online store', published: ['store'] },
  { module: 'proposals', title: 'Documents and contracts', published: ['proposals'] },
  { module: 'conversation-ai', title: 'Conversation AI', published: ['conversation-ai'] },
  { module: 'voice-ai', title: 'Voice AI', published: ['voice-ai'] },
  { module: 'agent-studio', title: 'Agent studio', published: ['agent-studio'] },
  { module: 'knowledge-base', title: 'Knowledge bases', published: ['knowledge-base'] },
  { module: 'chat-widget', title: 'Chat widgets', published: ['chat-widget'] },
  { module: 'phone-system', title: 'Phone numbers', published: ['phone-system'] },
  { module: 'blogs', title: 'Blogs', published: ['blogs'] },
  { module: 'funnels', title: 'Funnels', published: ['funnels'] },
  { module: 'links', title: 'Trigger links', published: ['links'] },
  { module: 'brand-boards', title: 'Brand boards and voices', published: ['brand-boards'] },
  { module: 'courses', title: 'Courses', published: ['courses'] },
  { module: 'affiliates', title: 'Affiliates', published: ['affiliate-manager'] },
  { module: 'custom-menus', title: 'Custom menus', published: ['custom-menus'] },
  { module: 'snapshots', title: 'Snapshots', published: ['snapshots'] },
  { module: 'saas', title: 'SaaS plans', published: ['saas-api', 'saas'] },
  { module: 'marketplace', title: 'Marketplace and apps', published: ['marketplace'] },
  { module: 'oauth', title: 'Authorisation', published: ['oauth'] },
  { module: 'support', title: 'Support tickets', published: [] },
  { module: 'hub', title: 'Started by the hub', published: [] },
]

const byPublished = new Map(
  catalogModules.flatMap(({ module, published }) => published.map((name) => [name, module] as const)),
)

/** Our module of a published file. */
export function moduleOf(published: string): string {
  const module = byPublished.get(published)
  if (module === undefined) throw new Error(`No module of the catalog is made of ${published}`)
  return module
}
