import { callAdmin, run } from './call-admin.js'
import { button, card, el, form, select } from './elements.js'

/** Where apps want their webhooks, what goes wrong with them, and what was sent. */
export async function showWebhooks(state) {
  const [webhooks, { deliveries }] = await Promise.all([
    callAdmin('GET', '/webhooks'),
    callAdmin('GET', '/webhooks/deliveries?limit=200'),
  ])
  return [
    showUrls(state, webhooks),
    showNumbers('What goes wrong', '/webhooks/faults', webhooks.faults),
    showNumbers('How they are sent', '/webhooks/settings', webhooks.settings),
    showStorms(state),
    showDeliveries(webhooks.counts, deliveries),
  ]
}

function showUrls(state, { urls, notices, keys }) {
  return card(
    'Where they go',
    ...state.apps.map((app) =>
      form(
        {},
        'Webhooks go there now',
        (fields) => callAdmin('PATCH', `/apps/${app.id}/webhooks`, { defaultUrl: fields.get('defaultUrl') }),
        el('span', {}, app.name),
        el('input', {
          name: 'defaultUrl',
          type: 'url',
          required: true,
          value: app.webhooks?.defaultUrl ?? '',
          placeholder: 'http://127.0.0.1:4400/webhooks/crm',
          'aria-label': `Webhook URL of ${app.name}`,
          style: 'width:320px',
        }),
        el('button', {}, 'Save'),
        el('span', { class: 'muted' }, addressesOf(app)),
      ),
    ),
    el(
      'ul',
      { class: 'rows' },
      urls.map(({ url, deliveries, successes, isWarned, isPaused }) =>
        el(
          'li',
          {},
          el('code', {}, url),
          el('span', { class: 'muted' }, `${successes} of ${deliveries} attempts succeeded`),
          (isWarned || isPaused) && el('span', { class: 'pill bad' }, isPaused ? 'paused' : 'warned'),
          isPaused &&
            button('Resume', () => run('Sent again', () => callAdmin('POST', '/webhooks/resume', { url }))),
        ),
      ),
      notices.map(({ at, kind, url }) =>
        el('li', {}, el('span', { class: 'bad' }, `${at.slice(0, 16)} ${kind}: ${url}`)),
      ),
      keys.map(({ algorithm, spki }) =>
        el('li', {}, el('span', {}, `Signed by ${algorithm}`), el('code', {}, spki)),
      ),
    ),
    button('Sign with a new key', () =>
      run('The new key signs', () => callAdmin('POST', '/webhooks/rotate-key')),
    ),
  )
}

function addressesOf({ webhooks }) {
  const count = Object.keys(webhooks?.eventUrls ?? {}).length
  return count === 0 ? '' : `${count} events have addresses of their own`
}

/** A form of named numbers and switches. */
function showNumbers(title, path, values) {
  return card(
    title,
    form(
      {},
      'Saved',
      (fields) =>
        callAdmin(
          'PATCH',
          path,
          Object.fromEntries(
            Object.entries(values).map(([name, value]) => [
              name,
              typeof value === 'boolean' ? fields.has(name) : Number(fields.get(name)),
            ]),
          ),
        ),
      ...Object.entries(values).map(([name, value]) =>
        el(
          'label',
          {},
          name,
          typeof value === 'boolean'
            ? el('input', { name, type: 'checkbox', checked: value })
            : el('input', { name, type: 'number', step: 'any', value, style: 'width:110px' }),
        ),
      ),
      el('button', { 'data-testid': `save${path.replaceAll('/', '-')}` }, 'Save'),
      path.endsWith('faults') &&
        button('Nothing goes wrong', () => run('No faults', () => callAdmin('DELETE', path))),
    ),
  )
}

function showStorms(state) {
  const number = (name, value) =>
    el('input', { name, type: 'number', min: 1, value, 'aria-label': name, style: 'width:90px' })
  return card(
    'Storms',
    form(
      {},
      'Contacts are being saved',
      (fields) =>
        callAdmin('POST', '/webhooks/burst', {
          locationId: fields.get('locationId'),
          perSecond: Number(fields.get('perSecond')),
          seconds: Number(fields.get('seconds')),
        }),
      select(
        'locationId',
        state.locations.slice(0, 50).map(({ id, name }) => [id, name]),
        { 'aria-label': 'Location' },
      ),
      number('perSecond', 10),
      'changes a second for',
      number('seconds', 10),
      'seconds',
      el('button', {}, 'Start'),
      button('Stop all', () => run('Stopped', () => callAdmin('DELETE', '/webhooks/burst'))),
    ),
    form(
      {},
      'Installed',
      (fields) =>
        callAdmin('POST', '/webhooks/install-storm', {
          companyId: fields.get('companyId'),
          count: Number(fields.get('count')),
        }),
      select(
        'companyId',
        state.companies.map(({ id, name }) => [id, name]),
        { 'aria-label': 'Company' },
      ),
      number('count', 500),
      'new locations',
      el('button', {}, 'Install on all'),
    ),
  )
}

function showDeliveries(counts, deliveries) {
  const row = (delivery) =>
    el(
      'tr',
      { 'data-testid': 'delivery' },
      el('td', {}, el('time', {}, delivery.createdAt.slice(11, 19))),
      el('td', {}, delivery.event),
      el(
        'td',
        { class: ['failed', 'lost', 'paused', 'retrying'].includes(delivery.state) ? 'bad' : '' },
        [delivery.state, ...(delivery.faults ?? [])].join(', '),
      ),
      el('td', {}, delivery.attempts.map(({ status, error }) => status ?? error).join(', ')),
      el('td', {}, delivery.nextAttemptAt?.slice(11, 19) ?? ''),
      el(
        'td',
        { class: 'wide' },
        el('details', {}, el('summary', {}, delivery.webhookId), el('code', {}, delivery.body)),
      ),
      el(
        'td',
        {},
        button('Resend', () =>
          run(
            ({ state: now }) => `It is ${now}`,
            () => callAdmin('POST', `/webhooks/deliveries/${delivery.id}/resend`),
          ),
        ),
      ),
    )
  const told = Object.entries(counts).filter(([, count]) => count > 0)
  return card(
    'Deliveries',
    el('p', { class: 'muted' }, told.map(([name, count]) => `${count} ${name}`).join(', ') || 'None yet'),
    el(
      'div',
      { class: 'group', style: 'margin:10px 0' },
      button('Look again', () => run('Looked', async () => undefined)),
      button('Forget the finished', () =>
        run('Forgotten', () => callAdmin('DELETE', '/webhooks/deliveries')),
      ),
    ),
    el(
      'div',
      { class: 'scroll' },
      el(
        'table',
        {},
        el(
          'thead',
          {},
          el(
            'tr',
            {},
            ['Time', 'Event', 'State', 'Answers', 'Next', 'Id and body', ''].map((name) =>
              el('th', { scope: 'col' }, name),
            ),
          ),
        ),
        el('tbody', {}, deliveries.toReversed().map(row)),
      ),
    ),
  )
}
