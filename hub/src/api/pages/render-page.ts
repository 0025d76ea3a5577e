/** A plain page of the hub itself, for people who are not in the console. */
export interface Page {
  brand: string
  title: string
  message: string
  /** What to do. */
  hint: string
  /** Stable code of the failure, to quote to whoever helps. */
  code?: string | undefined
  link?: { href: string; label: string }
}

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Makes text safe between tags and in quoted attributes. */
export const escapeHtml = (text: string): string => text.replaceAll(/[&<>"']/g, (sign) => entities[sign]!)

/** Renders a page without scripts, so that it works under the strictest policy. */
export function renderPage({ brand, title, message, hint, code, link }: Page): string {
  const paragraph = (text: string, className = '') =>
    `<p${className === '' ? '' : ` class="${className}"`}>${escapeHtml(text)}</p>`
  return renderDocument({
    brand,
    title,
    content: `<h1>${escapeHtml(title)}</h1>
${paragraph(message)}
${paragraph(hint)}
${link === undefined ? '' : `<p><a href="${escapeHtml(link.href)}">${escapeHtml(link.label)}</a></p>`}
${code === undefined ? '' : paragraph(`Code: ${code}`, 'quiet')}`,
  })
}

/** Puts content, which is HTML already, into the hub's plain page. */
export function renderDocument({
  brand,
  title,
  content,
  isWide = false,
}: {
  brand: string
  title: string
  content: string
  /** Room for tables. */
  isWide?: boolean
}) {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escapeHtml(title)} · ${escapeHtml(brand)}</title>
<style>
:root { color-scheme: light dark }
body { margin: 0; min-height: 100vh; display: grid; grid-template-columns: minmax(0, 1fr); place-items: center;
  padding: 1.5rem; box-sizing: border-box;
  font: 16px/1.55 system-ui, sans-serif; background: light-dark(#f6f7f9, #141517); color: light-dark(#1c1e21, #e6e7e9) }
main { max-width: 34rem; background: light-dark(#fff, #1f2023); border-radius: 12px; padding: 2rem;
  border: 1px solid light-dark(#e2e4e8, #303237) }
main.wide { width: 100%; min-width: 0; max-width: 60rem; box-sizing: border-box }
h1 { font-size: 1.25rem; margin: 0 0 .75rem; overflow-wrap: anywhere }
p { margin: 0 0 .75rem; overflow-wrap: anywhere }
.quiet { font-size: .875rem; color: light-dark(#5c6066, #a0a4ab) }
a { color: light-dark(#1c5fd4, #78a9ff) }
fieldset { border: 1px solid light-dark(#e2e4e8, #303237); border-radius: 8px; margin: 0 0 1rem; padding: .5rem 1rem .75rem }
legend { font-weight: 600; padding: 0 .25rem }
label { display: block; padding: .2rem 0; overflow-wrap: anywhere }
.choices { max-height: 14rem; overflow-y: auto; padding-left: 1.6rem }
.buttons { display: flex; gap: .75rem; margin-top: 1.25rem }
button { font: inherit; padding: .5rem 1.1rem; border-radius: 8px; cursor: pointer;
  border: 1px solid light-dark(#c9ccd2, #44474b); background: transparent; color: inherit }
h2 { font-size: 1rem; margin: 1.75rem 0 .5rem }
.scroll { overflow-x: auto }
table { border-collapse: collapse; width: 100%; font-size: .875rem; font-variant-numeric: tabular-nums }
th, td { text-align: left; padding: .45rem .75rem .45rem 0; border-bottom: 1px solid light-dark(#e2e4e8, #303237);
  vertical-align: top }
th { font-weight: 600; white-space: nowrap }
@media (max-width: 40rem) {
  thead { display: none }
  tr { display: grid; grid-template-columns: 5.5rem minmax(0, 1fr); gap: .1rem .75rem; padding: .6rem 0;
    border-bottom: 1px solid light-dark(#e2e4e8, #303237) }
  td { display: contents }
  td::before { content: attr(data-label); color: light-dark(#5c6066, #a0a4ab) }
}
pre { overflow-x: auto; padding: .75rem; border-radius: 8px; font: .8125rem/1.5 ui-monospace, monospace; margin: 0 0 .75rem;
  background: light-dark(#f6f7f9, #141517); border: 1px solid light-dark(#e2e4e8, #303237) }
.good { color: light-dark(#067a5f, #5ecfae) }
.bad { color: light-dark(#c92a2a, #ff8787) }
details { margin: 0 0 .75rem }
summary { cursor: pointer }
select { font: inherit; padding: .4rem; border-radius: 8px }
button.primary { background: #1c5fd4; border-color: #1c5fd4; color: #fff }
</style>
</head>
<body>
<main${isWide ? ' class="wide"' : ''}>
${content}
</main>
</body>
</html>
`
}
