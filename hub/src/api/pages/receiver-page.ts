import type { ShownSecret } from '../../deliveries/create-deliveries.ts'
import type { Delivery, DeliveryDetail, DeliveryState, EndpointDetail } from '../contract/index.ts'
import { mostCounted } from '../routes/endpoint-views.ts'
import { escapeHtml, renderDocument } from './render-page.ts'

const stateWords: Record<DeliveryState, string> = {
  waiting: 'waiting',
  delivered: 'delivered',
  given_up: 'given up',
}
const stateClasses: Record<DeliveryState, string> = { waiting: 'quiet', delivered: 'good', given_up: 'bad' }
const longestShown = 40_000

interface ReceiverPage {
  brand: string
  /** Path of the link, `/receiver/<token>`. */
  base: string
}

/** What whoever has a link sees of an endpoint: how it does, what was sent, and how to verify it. */
export function renderReceiver(
  page: ReceiverPage & {
    endpoint: EndpointDetail
    deliveries: readonly Delivery[]
    nextCursor: string | null
    state: DeliveryState | undefined
    expiresAt: string
    /** Shown once, right after it was made. */
    secret?: ShownSecret | undefined
  },
): string {
  const { endpoint, base, secret, state } = page
  const title = endpoint.description === '' ? new URL(endpoint.url).host : endpoint.description
  const filters = [undefined, 'waiting', 'delivered', 'given_up'] as const
  return renderDocument({
    brand: page.brand,
    title,
    isWide: true,
    content: `<h1>${escapeHtml(title)}</h1>
<p class="quiet">Events that ${escapeHtml(page.brand)} sends to <strong>${escapeHtml(endpoint.url)}</strong>. This link works until ${instant(page.expiresAt)}: whoever has it can do what you can here.</p>
<p>${conditionOf(endpoint)}</p>
<p class="quiet"><a href="#deliveries">Deliveries</a> · <a href="#secret">Secret</a> · <a href="#verify">How to verify</a></p>
${secret === undefined ? '' : shownOnce(secret)}
<h2 id="deliveries">Deliveries</h2>
<p class="quiet">${filters.map((one) => filterLink(base, one, one === state)).join(' · ')}</p>
${deliveryTable(page)}
${page.nextCursor === null ? '' : `<p><a href="${base}?cursor=${encodeURIComponent(page.nextCursor)}${state === undefined ? '' : `&amp;state=${state}`}">Older deliveries</a></p>`}
<h2 id="secret">Secret</h2>
<ul>${endpoint.secrets.map(secretLine).join('')}</ul>
<details><summary>Make a new secret …</summary>
<form method="post" action="${base}/rotate-secret">
<p>A new secret is shown once. Deliveries are signed with the old one too for 24 hours.</p>
<p><label>Kind <select name="signing"><option value="hmac">HMAC (v1)</option><option value="ed25519">Ed25519 (v1a)</option></select></label></p>
<p class="buttons"><button>Make it now</button></p>
</form></details>
<h2 id="verify">How to verify</h2>
<p>Deliveries follow <a href="https://www.standardwebhooks.com" rel="noreferrer">Standard Webhooks</a>. Verify the bytes as they came, answer with 2xx within 15 seconds, and work afterwards. The same event may arrive twice: its <code>webhook-id</code> stays the same.</p>
<pre tabindex="0">${escapeHtml(nodeExample)}</pre>`,
  })
}

/** One delivery with its body and every attempt. */
export function renderReceivedDelivery(
  page: ReceiverPage & { delivery: DeliveryDetail; isEnabled: boolean },
): string {
  const { delivery, base } = page
  return renderDocument({
    brand: page.brand,
    title: delivery.eventType,
    isWide: true,
    content: `<p><a href="${base}">All deliveries</a></p>
<h1>${escapeHtml(delivery.eventType)}</h1>
<p><span class="${stateClasses[delivery.state]}">${stateWords[delivery.state]}</span> <span class="quiet">${escapeHtml(delivery.webhookId)}</span></p>
${delivery.nextAttemptAt === null ? '' : `<p class="quiet">Next attempt: ${nextWords(delivery.nextAttemptAt)}</p>`}
${page.isEnabled ? `<form method="post" action="${base}/deliveries/${delivery.id}/resend"><p><button>Send again</button></p></form>` : '<p class="quiet">The endpoint is disabled: nothing is sent.</p>'}
<h2>Body</h2>
<pre tabindex="0">${escapeHtml(indented(delivery.body))}</pre>
<h2>Attempts</h2>
${delivery.attemptList.length === 0 ? '<p class="quiet">None yet.</p>' : delivery.attemptList.toReversed().map(attemptBlock).join('\n')}`,
  })
}

function conditionOf({ isEnabled, disabledReason, health }: EndpointDetail): string {
  const reasons = {
    person: 'it was switched off',
    gone: 'it answered that it is gone for good (410)',
    failing: 'it failed for five days',
  }
  if (!isEnabled)
    return `<strong class="bad">Disabled</strong>: ${disabledReason === null ? 'nothing is sent' : reasons[disabledReason]}.`
  const waiting = `${health.waiting.toLocaleString('en')}${health.waiting >= mostCounted ? ' or more' : ''}`
  const counts = `${health.delivered.toLocaleString('en')} delivered, ${waiting} waiting, ${health.givenUp.toLocaleString('en')} given up.`
  if (health.failingSince === null) return `<strong class="good">Working</strong>: ${counts}`
  return `<strong class="bad">Failing since ${instant(health.failingSince)}</strong>: ${escapeHtml(health.lastError ?? '')}. ${counts}`
}

const shownOnce = ({ kind, value }: ShownSecret): string =>
  `<p role="alert"><strong>${kind === 'hmac' ? 'Your new secret' : 'The public key of your new secret'}. ${kind === 'hmac' ? 'It is shown only now' : 'Verify v1a signatures with it'}:</strong></p>
<pre tabindex="0">${escapeHtml(value)}</pre>`

const filterLink = (base: string, state: DeliveryState | undefined, isChosen: boolean): string => {
  const words = state === undefined ? 'all' : stateWords[state]
  if (isChosen) return `<strong>${words}</strong>`
  return `<a href="${base}${state === undefined ? '' : `?state=${state}`}">${words}</a>`
}

function deliveryTable({ base, deliveries }: ReceiverPage & { deliveries: readonly Delivery[] }): string {
  if (deliveries.length === 0) return '<p>Nothing here yet.</p>'
  const rows = deliveries.map(
    (
      one,
    ) => `<tr><td data-label="Event"><a href="${base}/deliveries/${one.id}">${escapeHtml(one.eventType)}</a></td>
<td data-label="State" class="${stateClasses[one.state]}">${stateWords[one.state]}</td><td data-label="Attempts">${one.attempts}</td>
<td data-label="Answer">${one.lastStatus ?? escapeHtml(one.lastError ?? '–')}</td><td data-label="Made">${instant(one.createdAt)}</td></tr>`,
  )
  return `<div class="scroll" tabindex="0"><table><thead><tr><th>Event</th><th>State</th><th>Attempts</th><th>Answer</th><th>Made</th></tr></thead>
<tbody>${rows.join('\n')}</tbody></table></div>`
}

const secretLine = ({ kind, publicKey, createdAt, expiresAt }: EndpointDetail['secrets'][number]): string =>
  `<li>${kind === 'hmac' ? 'HMAC (v1)' : `Ed25519 (v1a), public key <code>${escapeHtml(publicKey ?? '')}</code>`}, made ${instant(createdAt)}${expiresAt === null ? '' : `, signs until ${instant(expiresAt)}`}</li>`

function attemptBlock(attempt: DeliveryDetail['attemptList'][number]): string {
  const { request, response } = attempt
  const said =
    attempt.status === null ? escapeHtml(attempt.message ?? 'no answer') : `answered ${attempt.status}`
  return `<details><summary>${attempt.number}. ${instant(attempt.at)}: <span class="${attempt.outcome === 'delivered' ? 'good' : 'bad'}">${said}</span> in ${attempt.durationMs} ms</summary>
<pre tabindex="0">${escapeHtml(`POST ${request.url}\n${headerLines(request.headers)}`)}</pre>
${response === null ? '' : `<pre tabindex="0">${escapeHtml(`${headerLines(response.headers)}\n\n${response.body}${response.isCut ? '\n… (cut)' : ''}`)}</pre>`}</details>`
}

/** While an endpoint fails, most of what waits is past its time. */
const nextWords = (at: string): string =>
  Date.parse(at) > Date.now()
    ? instant(at)
    : 'in its turn; while the endpoint fails, one delivery at a time is tried'

const headerLines = (headers: Record<string, string>): string =>
  Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n')

const instant = (text: string): string =>
  `<time datetime="${escapeHtml(text)}">${escapeHtml(text.slice(0, 19).replace('T', ' '))} UTC</time>`

function indented(body: string): string {
  if (body.length > longestShown) return `${body.slice(0, longestShown)}\n…`
  try {
    return JSON.stringify(JSON.parse(body), undefined, 2)
  } catch {
    // Shown as it is.
    return body
  }
}

const nodeExample = `import { Webhook } from 'standardwebhooks'

const webhook = new Webhook(process.env.WEBHOOK_SECRET) // whsec_…

// body: the raw bytes of the request, as text
const event = webhook.verify(body, request.headers)`
