/**
 * Names of entries, by the id of their newest operation, where the published name says something else than what the
 * operation does, or nothing. All others are called as GHL calls them.
 */
export const entryNames: Readonly<Record<string, string>> = {
  // Published under the id of another module's operation.
  'v3.contacts.create-association': 'bulk-change-tags',
  'v3.products.list-invoices': 'list-products',
  // The path ends in a template, the name does not say so.
  'v3.invoices.update-invoice-payment-methods-configuration':
    'update-invoice-template-payment-methods-configuration',
  // Verbs without an object.
  'v3.knowledge-base.create': 'create-faq',
  'v3.knowledge-base.delete': 'delete-faq',
  'v3.knowledge-base.list': 'list-faqs',
  'v3.knowledge-base.update': 'update-faq',
  'v3.chat-widget.delete': 'delete-chat-widget',
}
