import { callAdmin, notify, onChange, run } from './call-admin.js'
import { el } from './elements.js'
import { showConnections } from './show-connections.js'
import { showFaults } from './show-faults.js'
import { showLocation } from './show-location.js'
import { showRequests } from './show-requests.js'
import { showWebhooks } from './show-webhooks.js'

let state
let view = location.hash.slice(1) || 'requests'

const views = {
  requests: showRequests,
  connections: showConnections,
  webhooks: showWebhooks,
  faults: showFaults,
}

function showNavigation() {
  const entry = (id, label, note) =>
    el(
      'button',
      {
        type: 'button',
        'aria-current': view === id ? 'page' : undefined,
        'data-testid': `view-${id}`,
        onclick: () => {
          view = id
          location.hash = id
          void refresh()
        },
      },
      el('span', { dir: 'auto' }, label),
      note ? el('span', { class: 'muted' }, note) : '',
    )
  document
    .querySelector('nav')
    .replaceChildren(
      entry('requests', 'Requests', String(state.requests.total)),
      entry('connections', 'Connections', String(state.grants.length)),
      entry('webhooks', 'Webhooks', ''),
      entry('faults', 'Faults and behaviours', state.faults.length ? String(state.faults.length) : ''),
      ...state.companies.flatMap((company) => [
        el('h2', { dir: 'auto' }, company.name),
        ...state.locations
          .filter(({ companyId }) => companyId === company.id)
          .map((place) => entry(place.id, place.name, place.isActive ? '' : 'suspended')),
      ]),
    )
}

function showBar() {
  document.querySelector('#now').textContent = state.clock.now.replace('T', ' ').slice(0, 19) + ' UTC'
  document.querySelector('#mode').textContent = state.clock.mode === 'running' ? 'Freeze' : 'Let it run'
  const limits = document.querySelector('#limits')
  const current = typeof state.limits === 'string' ? state.limits : 'custom'
  limits.replaceChildren(
    ...['standard', 'sandbox', 'off', ...(current === 'custom' ? ['custom'] : [])].map((name) =>
      el('option', { value: name, selected: name === current }, name),
    ),
  )
}

async function refresh() {
  try {
    state = await callAdmin('GET', '/state')
    showBar()
    showNavigation()
    document.querySelector('main').replaceChildren(...(await (views[view] ?? showLocation)(state, view)))
  } catch (error) {
    notify(error.message)
  }
}

onChange(refresh)
for (const advance of document.querySelectorAll('[data-advance]'))
  advance.addEventListener('click', () =>
    run('Clock moved', () => callAdmin('POST', '/clock', { advanceMs: Number(advance.dataset.advance) })),
  )
document
  .querySelector('#mode')
  .addEventListener('click', () =>
    run('Done', () =>
      callAdmin('POST', '/clock', { mode: state.clock.mode === 'running' ? 'frozen' : 'running' }),
    ),
  )
document
  .querySelector('#limits')
  .addEventListener('change', (event) =>
    run('Limits changed', () => callAdmin('PUT', '/limits', { profile: event.target.value })),
  )
await refresh()
// Only the log moves by itself; forms are never redrawn under somebody's hands.
setInterval(() => {
  if (view === 'requests' && document.visibilityState === 'visible') void refresh()
}, 2000)
