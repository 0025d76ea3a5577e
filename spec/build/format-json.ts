const lineWidth = 140

/**
 * JSON that is compact and still shows a change as a small diff: what fits on a line stays on it,
 * the rest is broken one level further.
 */
export function formatJson(value: unknown, indent = ''): string {
  const inline = JSON.stringify(value)
  if (typeof value !== 'object' || value === null) return inline
  if (inline.length + indent.length <= lineWidth) return inline
  const deeper = `${indent} `
  const lines = Array.isArray(value)
    ? value.map((item) => formatJson(item, deeper))
    : Object.entries(value)
        .filter(([, item]) => item !== undefined)
        .map(([key, item]) => `${JSON.stringify(key)}:${formatJson(item, deeper)}`)
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}']
  return `${open}\n${deeper}${lines.join(`,\n${deeper}`)}\n${indent}${close}`
}
