/** One line of RFC 4180 CSV; objects and lists as JSON, nothing for null. */
export const csvLine = (values: unknown[]): string => values.map(csvCell).join(',')

function csvCell(value: unknown): string {
  if (value === null || value === undefined) return ''
  const text = typeof value === 'string' ? defused(value) : JSON.stringify(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** Spreadsheets run a cell that begins like a formula; a leading apostrophe makes it text. */
const defused = (text: string) => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text)
