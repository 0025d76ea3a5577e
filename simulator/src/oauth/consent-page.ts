import type { ServerCompany, ServerLocation } from '../simulator.types.ts'
import { escapeHtml, renderPage } from '../answers/render-page.ts'
import type { RegisteredApp } from './oauth.types.ts'

/** What an app asks for when it sends a person here. */
export interface ConsentRequest {
  clientId: string
  redirectUri: string
  scopes: string[]
  state?: string
}

/** The page a person allows or denies on. Its element names (`data-testid`) stay as they are: scripts click them. */
export function renderConsentPage(
  app: RegisteredApp,
  request: ConsentRequest,
  companies: ServerCompany[],
  locations: ServerLocation[],
): string {
  const hidden = {
    client_id: request.clientId,
    redirect_uri: request.redirectUri,
    scope: request.scopes.join(' '),
    state: request.state,
  }
  const name = escapeHtml(app.name)
  return renderPage(
    `Connect ${app.name}`,
    `<main class="card">
  <header>
    <p class="eyebrow">CRM simulator</p>
    <h1>Connect <strong>${name}</strong></h1>
    <p class="muted">Choose a whole agency, or one location. Nothing leaves this machine.</p>
  </header>
  <form method="post">
    ${Object.entries(hidden).map(renderHidden).join('\n    ')}
    <div class="choices">${companies.map((company) => renderCompany(company, locations)).join('')}</div>
    <details class="scopes">
      <summary>${name} asks for ${request.scopes.length} permission${request.scopes.length === 1 ? '' : 's'}</summary>
      <ul>${request.scopes.map((scope) => `<li><code>${escapeHtml(scope)}</code></li>`).join('')}</ul>
    </details>
    <footer>
      <button name="decision" value="deny" data-testid="deny" class="quiet" formnovalidate>Deny</button>
      <button name="decision" value="allow" data-testid="allow">Allow</button>
    </footer>
  </form>
</main>`,
    pageStyle,
  )
}

/** The page for a link that leads nowhere: an unknown app, or a redirect it may not use. */
export function renderConsentError(title: string, advice: string): string {
  return renderPage(
    title,
    `<main class="card"><p class="eyebrow">CRM simulator</p>
<h1 data-testid="consent-error">${escapeHtml(title)}</h1><p class="muted">${escapeHtml(advice)}</p></main>`,
    pageStyle,
  )
}

const renderHidden = ([name, value]: [string, string | undefined]) =>
  value === undefined ? '' : `<input type="hidden" name="${name}" value="${escapeHtml(value)}">`

function renderCompany(company: ServerCompany, locations: ServerLocation[]): string {
  const own = locations.filter(({ companyId }) => companyId === company.id)
  const target = `company:${company.id}`
  return `<fieldset>
  <legend>${escapeHtml(company.name)}</legend>
  ${renderChoice(target, `company-${company.id}`, 'Whole agency', `All ${own.length} locations, and those to come`)}
  <details class="approvals"><summary>Only some of its locations</summary>
    ${own.map((location) => renderApproval(location)).join('\n    ')}
  </details>
  ${own.map((location) => renderLocation(location)).join('\n  ')}
</fieldset>`
}

const renderApproval = ({ id, name }: ServerLocation) =>
  `<label class="approval"><input type="checkbox" name="approved" value="${escapeHtml(id)}" data-testid="approve-${escapeHtml(id)}"><span dir="auto">${escapeHtml(name)}</span></label>`

const renderLocation = (location: ServerLocation) =>
  renderChoice(
    `location:${location.id}`,
    `location-${location.id}`,
    location.name,
    location.isActive ? location.timezone : 'Suspended',
    !location.isActive,
  )

function renderChoice(value: string, testId: string, name: string, note: string, isDisabled = false): string {
  return `<label class="choice"><input type="radio" name="target" required value="${escapeHtml(value)}" data-testid="${escapeHtml(testId)}"${isDisabled ? ' disabled' : ''}>
    <span class="name" dir="auto">${escapeHtml(name)}</span><span class="note">${escapeHtml(note)}</span></label>`
}

const pageStyle = `
body { display: grid; place-items: start center; padding: 4vh 16px 2vh; }
.card { width: min(560px, 100%); }
.choices { display: grid; gap: 20px; margin: 24px 0; }
fieldset { border: 1px solid var(--line); border-radius: 10px; padding: 6px 10px 10px; margin: 0; min-width: 0; }
legend { font-weight: 600; padding: 0 6px; }
.choice { display: grid; grid-template-columns: auto 1fr auto; align-items: center; gap: 10px; padding: 9px 8px; border-radius: 7px; cursor: pointer; }
.choice:hover { background: var(--hover); }
.choice:has(input:checked) { background: var(--chosen); }
.choice:has(input:disabled) { opacity: .55; cursor: not-allowed; }
.name { overflow-wrap: anywhere; text-align: left; }
.note { color: var(--muted); font-size: 13px; text-align: right; }
.approvals { margin: 0 8px 6px 34px; font-size: 14px; }
.approval { display: flex; gap: 8px; padding: 4px 0; }
.scopes { border-top: 1px solid var(--line); padding-top: 14px; }
.scopes ul { columns: 2; padding-left: 18px; font-size: 13px; }
summary { cursor: pointer; color: var(--muted); }
footer { position: sticky; bottom: 0; display: flex; justify-content: flex-end; gap: 10px; margin: 16px -28px -28px; padding: 16px 28px; background: var(--card); border-top: 1px solid var(--line); border-radius: 0 0 14px 14px; }
@media (max-width: 480px) { .scopes ul { columns: 1; } .choice { grid-template-columns: auto 1fr; } .note { grid-column: 2; text-align: left; } }`
