/** A value an expression can read, with what it is in the sample. */
export type SamplePath = { path: string; sample: string; isGroup: boolean }

const deepest = 6
const most = 600

/** Every path into the sample data, groups before what is in them. */
export function listSamplePaths(context: Record<string, unknown>): SamplePath[] {
  const found: SamplePath[] = []
  const walk = (value: unknown, path: string, depth: number) => {
    if (found.length >= most) return
    if (path !== '')
      found.push({ path, sample: shortly(value), isGroup: typeof value === 'object' && value !== null })
    if (depth >= deepest || typeof value !== 'object' || value === null) return
    if (Array.isArray(value)) {
      if (value.length > 0) walk(value[0], `${path}[0]`, depth + 1)
      return
    }
    for (const [name, inner] of Object.entries(value)) {
      const step = /^[a-z_]\w*$/i.test(name) ? name : `\`${name}\``
      walk(inner, path === '' ? step : `${path}.${step}`, depth + 1)
    }
  }
  walk(context, '', 0)
  return found
}

/** Paths that go on with what was typed, else those that have it somewhere. */
export function completionsFor(paths: SamplePath[], typed: string): SamplePath[] {
  const wanted = typed.toLowerCase()
  const begun = paths.filter(({ path }) => path.toLowerCase().startsWith(wanted) && path !== typed)
  // A dot at the end asks what is in a group, not for everything below it.
  const levels = typed.split('.').length + (typed.endsWith('.') ? 0 : 1)
  const near = begun.filter(({ path }) => path.split('.').length <= levels)
  if (near.length > 0) return near.slice(0, 40)
  return paths.filter(({ path }) => path.toLowerCase().includes(wanted)).slice(0, 40)
}

/** The path before the caret when the caret is inside `{{ … }}`; undefined outside. */
export function pathBeforeCaret(text: string, caret: number): { start: number; typed: string } | undefined {
  const before = text.slice(0, caret)
  const open = before.lastIndexOf('{{')
  if (open === -1 || before.indexOf('}}', open) !== -1) return undefined
  const inside = before.slice(open + 2)
  const typed = /[\w.[\]`$]*$/.exec(inside)?.[0] ?? ''
  // In the middle of quoted words nothing is completed.
  if ((inside.match(/"/g) ?? []).length % 2 === 1) return undefined
  return { start: caret - typed.length, typed }
}

/** A value in a few words. */
export function shortly(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (Array.isArray(value)) return value.length === 1 ? '1 entry' : `${value.length} entries`
  if (typeof value === 'object' && value !== null) {
    const count = Object.keys(value).length
    return count === 1 ? '1 field' : `${count} fields`
  }
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}

export const hasExpression = (value: unknown): boolean =>
  typeof value === 'string'
    ? value.includes('{{')
    : typeof value === 'object' && value !== null && Object.values(value).some(hasExpression)
