const escapes: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Text that is safe between tags and inside quoted attributes. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (sign) => escapes[sign] ?? sign)

/** A whole page around `body`, light or dark as the reader's system is, needing nothing from anywhere. */
export function renderPage(title: string, body: string, style = ''): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="data:,">
<style>${sharedStyle}${style}</style>
</head>
<body>
${body}
</body>
</html>
`
}

/** Colours for light and dark, type and buttons, for every page of the simulator. */
export const sharedStyle = `
:root { color-scheme: light dark; --ground: #f4f5f8; --card: #fff; --ink: #1b2030; --muted: #5c6478; --line: #dde1ea; --hover: #f1f3f8; --chosen: #e6ecff; --accent: #2f4fd8; --on-accent: #fff; --bad: #b3261e; --good: #17693b; }
@media (prefers-color-scheme: dark) { :root { --ground: #12151d; --card: #1a1f2b; --ink: #e8ebf3; --muted: #a0a9bd; --line: #323a4c; --hover: #232a39; --chosen: #26325c; --accent: #8fa6ff; --on-accent: #10142a; --bad: #ff9a92; --good: #7fd7a2; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 14px; padding: 28px; }
h1 { font-size: 22px; line-height: 1.25; margin: 4px 0 6px; font-weight: 500; }
.eyebrow { margin: 0; color: var(--muted); font-size: 13px; }
.muted { color: var(--muted); margin: 0; }
code { font: 12.5px ui-monospace, SFMono-Regular, Menlo, monospace; overflow-wrap: anywhere; }
button { font: inherit; font-weight: 600; border: 1px solid transparent; border-radius: 8px; padding: 8px 18px; background: var(--accent); color: var(--on-accent); cursor: pointer; }
button.quiet { background: transparent; color: var(--ink); border-color: var(--line); }
button:focus-visible, input:focus-visible, select:focus-visible, summary:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
input, select { accent-color: var(--accent); }`
