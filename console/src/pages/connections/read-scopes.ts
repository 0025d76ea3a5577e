/** The scopes in a text, one a line or separated by spaces or commas, each once. */
export const readScopes = (text: string): string[] => [
  ...new Set(text.split(/[\s,]+/).filter((scope) => scope !== '')),
]
