import type { ModuleWording } from './wording.types.ts'

/** Forms and what people sent through them. */
export const forms: ModuleWording = {
  'get-forms': {
    title: 'List forms',
    summary: 'Lists the forms of a location, page by page.',
    keywords: ['lead capture', 'all forms'],
  },
  'get-forms-submissions': {
    title: 'List form submissions',
    summary:
      'Lists what people sent through the forms of a location, by form, date or text, page by page. No webhook tells of a new one.',
    keywords: ['entries', 'answers', 'responses', 'leads'],
  },
  'upload-to-custom-fields': {
    title: 'Upload files of a contact',
    summary: 'Takes files into the custom fields of a contact, up to 50 MB each.',
    keywords: ['attachment', 'document', 'custom field'],
  },
}
