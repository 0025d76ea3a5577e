import { callAdmin, run } from './call-admin.js'
import { button, card, el, form, select } from './elements.js'

/** The effects offered, with the fields each takes. */
const effects = {
  latency: { delayMs: 1000, jitterMs: 200 },
  status: { status: 500 },
  cut: { when: 'after' },
  malformed_json: {},
  slow_body: { durationMs: 5000 },
  duplicate: {},
  lost_refresh_answer: {},
}

/** Faults to switch on and off, and behaviours GHL was seen to have one way or the other. */
export function showFaults(state) {
  const extra = el('span', { class: 'group' })
  const fill = (kind) =>
    extra.replaceChildren(
      ...Object.entries(effects[kind]).map(([name, value]) =>
        el('label', {}, name, el('input', { name, value: String(value), style: 'width:90px' })),
      ),
    )
  fill('latency')
  const add = (fields) => {
    const kind = fields.get('kind')
    const effect = Object.fromEntries(
      Object.entries(effects[kind]).map(([name, value]) => [
        name,
        typeof value === 'number' ? Number(fields.get(name)) : fields.get(name),
      ]),
    )
    return callAdmin('POST', '/faults', {
      kind,
      ...effect,
      times: Number(fields.get('times')) || undefined,
      probability: Number(fields.get('probability')),
      match: Object.fromEntries(
        ['pathPrefix', 'locationId'].map((name) => [name, fields.get(name)]).filter(([, value]) => value),
      ),
    })
  }
  return [
    card(
      'Switch a fault on',
      form(
        {},
        'Fault on',
        add,
        select(
          'kind',
          Object.keys(effects).map((kind) => [kind, kind.replaceAll('_', ' ')]),
          {
            onchange: (event) => fill(event.target.value),
            'aria-label': 'Kind',
            'data-testid': 'fault-kind',
          },
        ),
        extra,
        el(
          'label',
          {},
          'chance',
          el('input', {
            name: 'probability',
            type: 'number',
            min: 0,
            max: 1,
            step: 0.01,
            value: 1,
            style: 'width:80px',
          }),
        ),
        el(
          'label',
          {},
          'times',
          el('input', { name: 'times', type: 'number', min: 1, placeholder: '∞', style: 'width:80px' }),
        ),
        el('input', {
          name: 'pathPrefix',
          placeholder: 'path starts with',
          'aria-label': 'Path starts with',
        }),
        select('locationId', [['', 'any location'], ...state.locations.map(({ id, name }) => [id, name])], {
          'aria-label': 'Location',
        }),
        el('button', { 'data-testid': 'add-fault' }, 'Switch on'),
      ),
    ),
    card(
      `Faults (${state.faults.length})`,
      el(
        'ul',
        { class: 'rows' },
        state.faults.map(({ id, kind, hits, ...rest }) =>
          el(
            'li',
            {},
            el('span', {}, kind.replaceAll('_', ' ')),
            el('code', {}, JSON.stringify(rest)),
            el('span', { class: 'pill' }, `${hits} hit`),
            button('Remove', () => run('Fault off', () => callAdmin('DELETE', `/faults/${id}`)), {
              class: 'bad',
            }),
          ),
        ),
      ),
      state.faults.length > 0 &&
        button('Remove all', () => run('All faults off', () => callAdmin('DELETE', '/faults'))),
    ),
    card(
      'Behaviours',
      ...Object.entries(state.switches).map(([name, isOn]) =>
        el(
          'label',
          { style: 'margin-right:18px' },
          el('input', {
            type: 'checkbox',
            checked: isOn,
            onchange: (event) =>
              run('Done', () => callAdmin('PATCH', '/switches', { [name]: event.target.checked })),
          }),
          name,
        ),
      ),
    ),
  ]
}
