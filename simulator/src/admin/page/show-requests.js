import { callAdmin, run } from './call-admin.js'
import { button, card, el } from './elements.js'

/** The latest requests, newest first. */
export async function showRequests() {
  const { counters, requests } = await callAdmin('GET', '/requests?limit=200')
  const row = (request) =>
    el(
      'tr',
      {},
      el('td', {}, el('time', {}, request.at.slice(11, 19))),
      el('td', {}, request.method),
      el('td', { class: 'wide' }, request.path),
      el('td', {}, request.version ?? ''),
      el(
        'td',
        { class: request.status >= 400 || request.status === 0 ? 'bad' : '' },
        request.status === 0 ? 'cut' : String(request.status),
      ),
      el('td', {}, `${request.durationMs} ms`),
      el('td', {}, (request.faults ?? []).join(', ') + (request.failure ?? '')),
    )
  return [
    card(
      'Requests',
      el(
        'p',
        { class: 'muted' },
        `${counters.total} answered, ${counters.tooManyRequests} refused as too many, ${counters.tokenRotations} refresh tokens exchanged, ${counters.refreshRepeats} repeated within the grace`,
      ),
      el(
        'div',
        { class: 'group', style: 'margin:10px 0' },
        button('Start counting anew', () => run('Counting anew', () => callAdmin('DELETE', '/requests'))),
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
              ['Time', 'Method', 'Path', 'Version', 'Status', 'Took', 'Faults'].map((name) =>
                el('th', { scope: 'col' }, name),
              ),
            ),
          ),
          el('tbody', {}, requests.toReversed().map(row)),
        ),
      ),
    ),
  ]
}
