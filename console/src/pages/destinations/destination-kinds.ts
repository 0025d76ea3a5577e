import type { Destination } from '@causeway/hub/contract'

export const destinationKinds: { value: Destination['kind']; label: string }[] = [
  { value: 'postgres', label: 'PostgreSQL' },
  { value: 'mysql', label: 'MySQL or MariaDB' },
  { value: 'http', label: 'HTTP endpoint' },
  { value: 'file', label: 'File' },
]

export const kindName = (kind: Destination['kind']): string =>
  destinationKinds.find(({ value }) => value === kind)?.label ?? kind

/** A setting as a text; empty when there is none. */
export const settingText = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : ''

/** Where a destination is, in a line. */
export function describeSettings({ kind, settings }: Destination): string {
  const text = (name: string) => settingText(settings[name])
  if (kind === 'http') return text('url')
  if (kind === 'file')
    return `${text('format')}, ${settings['mode'] === 'append' ? 'a line for each change' : 'the records as they are'}`
  return `${text('user')} at ${text('host')}:${text('port')}, database ${text('database')}`
}
