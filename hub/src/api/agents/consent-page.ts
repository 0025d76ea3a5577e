import type { AuthorizeRequest } from '../../mcp/oauth/read-authorize-request.ts'
import { describeRedirect } from '../../mcp/oauth/redirect-uri.ts'
import { escapeHtml, renderDocument } from '../pages/render-page.ts'

export interface ConsentPage {
  brand: string
  person: string
  request: AuthorizeRequest
  /** The request as it came, to be sent along with the decision. */
  fields: Readonly<Record<string, string>>
  locations: readonly { id: string; name: string }[]
  /** What was missing in a decision. */
  complaint?: string | undefined
}

/** Asks a person whether an agent may have access, where, and whether it may make changes. */
export function renderConsentPage({
  brand,
  person,
  request,
  fields,
  locations,
  complaint,
}: ConsentPage): string {
  const { client, redirectUri, scopes } = request
  const name = escapeHtml(client.name)
  const hidden = Object.entries(fields).map(
    ([field, value]) => `<input type="hidden" name="${escapeHtml(field)}" value="${escapeHtml(value)}">`,
  )
  const choices = locations.map(
    ({ id, name: place }) =>
      `<label><input type="checkbox" name="location" value="${escapeHtml(id)}"> ${escapeHtml(place)}</label>`,
  )
  const changes = `<fieldset><legend>May it make changes?</legend>
<label><input type="radio" name="access" value="read" checked> No, it may only look</label>
<label><input type="radio" name="access" value="write"> Yes: each change is shown to it first, and made only when it confirms</label>
</fieldset>`
  return renderDocument({
    brand,
    title: `Let ${client.name} in?`,
    content: `<h1>Let “${name}” in?</h1>
<p>A program that calls itself <strong>${name}</strong> asks to read your CRM through ${escapeHtml(brand)}. Anyone can take a name: go on only if you started this yourself.</p>
<p class="quiet">The answer goes to <strong>${escapeHtml(describeRedirect(redirectUri))}</strong>. You are signed in as ${escapeHtml(person)}.</p>
${complaint === undefined ? '' : `<p role="alert"><strong>${escapeHtml(complaint)}</strong></p>`}
<form method="post">
${hidden.join('\n')}
<fieldset><legend>For which locations?</legend>
<label><input type="radio" name="reach" value="all" required> Every location, also those that come later</label>
<label><input type="radio" name="reach" value="some" required> Only these:</label>
<div class="choices">${choices.join('\n')}</div>
</fieldset>
${scopes.includes('write') ? changes : '<p>It asks to look only, and can change nothing.</p>'}
<p class="buttons"><button name="decision" value="allow" class="primary">Let it in</button>
<button name="decision" value="deny" formnovalidate>Refuse</button></p>
</form>
<p class="quiet">You can end this at any time in the console, under Agents.</p>`,
  })
}
