import { callAdmin, run } from './call-admin.js'
import { button, card, el, form } from './elements.js'
import { showComposer } from './show-composer.js'

/** One location: its tags, categories and accounts, and a composer. */
export async function showLocation(state, id) {
  const path = `/locations/${encodeURIComponent(id)}`
  const place = await callAdmin('GET', path)
  return [
    el(
      'section',
      {},
      el(
        'h2',
        { dir: 'auto' },
        place.name,
        ' ',
        el(
          'span',
          { class: `pill ${place.isActive ? 'good' : 'bad'}` },
          place.isActive ? 'active' : 'suspended',
        ),
        place.isSandbox ? el('span', { class: 'pill' }, 'sandbox') : '',
      ),
      el(
        'p',
        { class: 'muted' },
        el('code', {}, place.id),
        ` · ${place.timezone} · ${place.postCount} posts · ${place.contactCount} contacts · ${place.conversationCount} conversations`,
      ),
      el(
        'div',
        { class: 'group', style: 'margin-top:10px' },
        button(
          place.isActive ? 'Suspend' : 'Reactivate',
          () => run('Done', () => callAdmin('PATCH', path, { isActive: !place.isActive })),
          { 'data-testid': 'toggle-active' },
        ),
        button('Uninstall the demo app here', () =>
          run(
            ({ ended }) => `${ended} installation(s) ended`,
            () => callAdmin('POST', '/uninstall', { locationId: id }),
          ),
        ),
      ),
    ),
    el(
      'div',
      { class: 'columns' },
      card(
        `Tags (${place.tags.length})`,
        form(
          {},
          'Tag created',
          (fields) => callAdmin('POST', `${path}/tags`, { tag: fields.get('tag') }),
          el('input', {
            name: 'tag',
            required: true,
            placeholder: 'New tag',
            'aria-label': 'New tag',
            'data-testid': 'new-tag',
          }),
          el('button', { 'data-testid': 'create-tag' }, 'Create'),
        ),
        el(
          'ul',
          { class: 'chips' },
          place.tags.map(({ id: tagId, tag }) =>
            el(
              'li',
              { dir: 'auto' },
              tag,
              el(
                'span',
                {},
                button(
                  '✎',
                  () => {
                    const name = prompt('New name of the tag', tag)
                    if (name)
                      void run('Tag renamed', () => callAdmin('PATCH', `/tags/${tagId}`, { tag: name }))
                  },
                  { 'aria-label': `Rename ${tag}` },
                ),
                button('×', () => run('Tag deleted', () => callAdmin('DELETE', `/tags/${tagId}`)), {
                  'aria-label': `Delete ${tag}`,
                }),
              ),
            ),
          ),
        ),
      ),
      card(
        `Categories (${place.categories.length})`,
        form(
          {},
          'Category created',
          (fields) =>
            callAdmin('POST', `${path}/categories`, {
              name: fields.get('name'),
              primaryColor: fields.get('color'),
            }),
          el('input', {
            name: 'name',
            required: true,
            placeholder: 'New category',
            'aria-label': 'New category',
          }),
          el('input', { name: 'color', type: 'color', value: '#2f6fed', 'aria-label': 'Colour' }),
          el('button', {}, 'Create'),
        ),
        el(
          'ul',
          { class: 'chips' },
          place.categories.map(({ id: categoryId, name }) =>
            el(
              'li',
              { dir: 'auto' },
              name,
              button(
                '×',
                () => run('Category deleted', () => callAdmin('DELETE', `/categories/${categoryId}`)),
                { 'aria-label': `Delete ${name}` },
              ),
            ),
          ),
        ),
      ),
      card(
        `Contacts (${place.contactCount})`,
        form(
          {},
          'Contact created',
          (fields) =>
            callAdmin(
              'POST',
              `${path}/contacts`,
              Object.fromEntries([...fields].filter(([, value]) => value !== '')),
            ),
          el('input', { name: 'firstName', placeholder: 'First name', 'aria-label': 'First name' }),
          el('input', { name: 'lastName', placeholder: 'Last name', 'aria-label': 'Last name' }),
          el('input', { name: 'email', type: 'email', placeholder: 'E-mail', 'aria-label': 'E-mail' }),
          el('input', { name: 'phone', type: 'tel', placeholder: 'Phone', 'aria-label': 'Phone' }),
          el('button', { 'data-testid': 'create-contact' }, 'Create'),
        ),
      ),
      card(
        `Accounts (${place.accounts.length})`,
        el(
          'ul',
          { class: 'rows' },
          place.accounts.map((account) =>
            el(
              'li',
              {},
              el('span', { dir: 'auto' }, account.name),
              el('span', { class: 'pill' }, account.platform),
              account.isExpired ? el('span', { class: 'pill bad' }, 'expired') : '',
            ),
          ),
        ),
      ),
    ),
    showComposer(state, place, path),
  ]
}
