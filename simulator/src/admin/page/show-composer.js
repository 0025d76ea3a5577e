import { callAdmin } from './call-admin.js'
import { card, el, form, select } from './elements.js'

/** Writes a post as a person does in the CRM. */
export function showComposer(state, place, path) {
  const compose = (fields) => {
    const due = fields.get('minutes')
    const scheduleDate = due
      ? new Date(new Date(state.clock.now).getTime() + Number(due) * 60000).toISOString()
      : undefined
    return callAdmin('POST', `${path}/posts`, {
      summary: fields.get('summary'),
      status: fields.get('status'),
      scheduleDate,
      accountIds: fields.getAll('account'),
      tags: fields.getAll('tag'),
      categoryId: fields.get('category') || undefined,
    })
  }
  return card(
    'Compose a post',
    form(
      { class: 'tall' },
      'Post saved',
      compose,
      el('textarea', {
        name: 'summary',
        required: true,
        'aria-label': 'Text of the post',
        'data-testid': 'post-summary',
      }),
      el(
        'div',
        { class: 'group' },
        place.accounts.map((account, index) =>
          el(
            'label',
            {},
            el('input', { type: 'checkbox', name: 'account', value: account.id, checked: index === 0 }),
            `${account.name} (${account.platform})`,
          ),
        ),
      ),
      el(
        'div',
        { class: 'group' },
        select(
          'status',
          [
            ['published', 'Publish now'],
            ['scheduled', 'Schedule'],
            ['draft', 'Draft'],
            ['in_review', 'Send to review'],
          ],
          { 'aria-label': 'Status', 'data-testid': 'post-status' },
        ),
        el(
          'label',
          {},
          'due in',
          el('input', { name: 'minutes', type: 'number', min: 1, style: 'width:90px' }),
          'minutes',
        ),
        select('tag', [['', 'No tag'], ...place.tags.map(({ id, tag }) => [id, tag])].slice(0, 400), {
          'aria-label': 'Tag',
        }),
        select('category', [['', 'No category'], ...place.categories.map(({ id, name }) => [id, name])], {
          'aria-label': 'Category',
        }),
        el('button', { 'data-testid': 'save-post' }, 'Save'),
      ),
    ),
  )
}
