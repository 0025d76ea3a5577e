import { callAdmin, run } from './call-admin.js'
import { button, card, el, form, select } from './elements.js'

/** Apps, installations and private tokens. */
export function showConnections(state) {
  const nameOf = ({ locationId, companyId }) =>
    (
      state.locations.find(({ id }) => id === locationId) ??
      state.companies.find(({ id }) => id === companyId)
    )?.name ?? ''
  const places = [
    ...state.locations.map(({ id, name }) => [`locationId:${id}`, name]),
    ...state.companies.map(({ id, name }) => [`companyId:${id}`, `${name} (agency)`]),
  ]
  const target = (fields) => {
    const [key, id] = fields.get('place').split(':')
    return { [key]: id }
  }
  return [
    card(
      'Apps',
      el('p', { class: 'muted' }, 'What you type into the hub as app credentials.'),
      el(
        'ul',
        { class: 'rows' },
        state.apps.map((app) =>
          el(
            'li',
            {},
            el('span', {}, app.name),
            el('code', {}, app.clientId),
            el('code', {}, app.clientSecret),
            button('New secret', () =>
              run('The old secret is refused now', () => callAdmin('POST', `/apps/${app.id}/rotate-secret`)),
            ),
          ),
        ),
      ),
      form(
        { style: 'margin-top:12px' },
        'App registered',
        (fields) => callAdmin('POST', '/apps', { name: fields.get('name') }),
        el('input', {
          name: 'name',
          required: true,
          placeholder: 'New app',
          'aria-label': 'Name of the new app',
        }),
        el('button', {}, 'Register'),
      ),
    ),
    card(
      `Installations (${state.grants.length})`,
      el(
        'ul',
        { class: 'rows' },
        state.grants.map((grant) =>
          el(
            'li',
            {},
            el('span', { dir: 'auto' }, nameOf(grant)),
            el('span', { class: 'pill' }, grant.mintedFrom ? 'exchanged' : grant.class),
            el('span', { class: 'muted' }, `${grant.scopes.length} scopes`),
            button(
              'Revoke',
              () => run('Its tokens are refused now', () => callAdmin('DELETE', `/grants/${grant.id}`)),
              { class: 'bad' },
            ),
          ),
        ),
      ),
    ),
    card(
      'Private integration tokens',
      el(
        'ul',
        { class: 'rows' },
        state.privateTokens.map((token) =>
          el(
            'li',
            {},
            el('span', { dir: 'auto' }, `${token.name}: ${nameOf(token)}`),
            el('code', {}, token.token),
            el('span', { class: 'muted' }, `${token.scopes.length} scopes`),
            el(
              'span',
              { class: 'group' },
              button('Scopes', () => {
                const text = prompt('Scopes, separated by spaces', token.scopes.join(' '))
                if (text !== null)
                  void run('Scopes changed', () =>
                    callAdmin('PATCH', `/private-tokens/${token.id}`, {
                      scopes: text.split(/\s+/).filter(Boolean),
                    }),
                  )
              }),
              button('Rotate', () =>
                run('Rotated; the old one lives 7 more days', () =>
                  callAdmin('POST', `/private-tokens/${token.id}/rotate`, { expireOldAfterDays: 7 }),
                ),
              ),
              button(
                'Delete',
                () => run('Deleted', () => callAdmin('DELETE', `/private-tokens/${token.id}`)),
                {
                  class: 'bad',
                },
              ),
            ),
          ),
        ),
      ),
      form(
        { style: 'margin-top:12px' },
        'Token made',
        (fields) => callAdmin('POST', '/private-tokens', { name: fields.get('name'), ...target(fields) }),
        el('input', {
          name: 'name',
          required: true,
          placeholder: 'Name',
          'aria-label': 'Name of the token',
        }),
        select('place', places, { 'aria-label': 'For' }),
        el('button', {}, 'Make a token'),
      ),
    ),
  ]
}
