/** The token in a pasted setup link; text without a link is taken as the token itself. */
export function readSetupToken(link: string): string {
  const trimmed = link.trim()
  try {
    return new URL(trimmed).searchParams.get('token') ?? ''
  } catch {
    return /^[\w-]+$/.test(trimmed) ? trimmed : ''
  }
}

/** A rough word on a password: length counts most, variety a little. */
export function passwordStrength(password: string): { percent: number; words: string; colour: string } {
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^a-zA-Z\d]/].filter((kind) => kind.test(password)).length
  const variety = new Set(password).size
  const score = Math.min(password.length, 20) * 3 + kinds * 5 + Math.min(variety, 12) * 2
  if (password.length < 10)
    return { percent: Math.min(score / 2, 30), words: 'At least 10 characters', colour: 'red' }
  if (score < 70) return { percent: 60, words: 'Good enough; longer is better', colour: 'yellow' }
  return { percent: 100, words: 'Strong', colour: 'teal' }
}
