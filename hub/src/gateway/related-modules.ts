/**
 * What a write in one module changes elsewhere: a new contact shows in conversations and opportunities, a tag in a
 * location is one of its contacts'. A table of what the CRM shows in several places; the rest is fresh soon anyway.
 */
const related: Readonly<Record<string, readonly string[]>> = {
  contacts: [
    'conversations',
    'opportunities',
    'calendars',
    'businesses',
    'locations',
    'workflows',
    'campaigns',
  ],
  conversations: ['contacts'],
  opportunities: ['contacts'],
  calendars: ['contacts'],
  businesses: ['contacts'],
  locations: ['contacts', 'companies', 'custom-fields', 'users'],
  'custom-fields': ['contacts', 'opportunities', 'locations', 'objects'],
  objects: ['associations', 'custom-fields'],
  associations: ['objects', 'contacts'],
  users: ['locations', 'calendars'],
  invoices: ['payments', 'contacts'],
  payments: ['invoices', 'products', 'store'],
  products: ['store', 'payments'],
  store: ['products'],
  media: ['social'],
  workflows: ['contacts'],
  campaigns: ['contacts'],
}

/** Modules whose cached answers a write in a module makes old, the module itself first. */
export const modulesChangedBy = (module: string): readonly string[] => [module, ...(related[module] ?? [])]
