/** Only plain colour words and numbers go into a style: details come from other apps. */
export const safeColour = (colour: unknown): string | undefined =>
  typeof colour === 'string' &&
  /^(#[0-9a-f]{3,8}|[a-z]{3,30}|(rgb|hsl)a?\([\d\s.,%/-]+\))$/i.test(colour.trim())
    ? colour.trim()
    : undefined
