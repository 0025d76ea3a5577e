import { styleText } from 'node:util'
import type { EventReader, HubEvent } from '../api/contract/index.ts'
import { table } from './output.ts'

const longestData = 120

/** An event as one line for people: when, what, about what, where, and the beginning of what it says. */
export function eventLine({ recordedAt, type, subject, locationId, data }: HubEvent): string {
  const said = JSON.stringify(data)
  const shown = said.length > longestData ? `${said.slice(0, longestData - 1)}…` : said
  return `${recordedAt}  ${styleText('bold', type.padEnd(28))}  ${subject.kind} ${subject.id}  ${locationId}  ${styleText('dim', shown)}`
}

/** Readers of the log as lines of columns. */
export const readerTable = (readers: EventReader[]): string =>
  table([
    ['reader', 'behind', 'oldest unread', 'state', ''],
    ...readers.map(({ name, eventsBehind, secondsBehind, failures, error, retryAt }) => [
      name,
      eventsBehind >= 10_000
        ? '10 000 events or more'
        : `${eventsBehind} event${eventsBehind === 1 ? '' : 's'}`,
      eventsBehind === 0 ? '' : `${Math.round(secondsBehind)} s old`,
      error === null
        ? 'reads'
        : `failed ${failures} time${failures === 1 ? '' : 's'}, again at ${retryAt ?? 'once'}`,
      error ?? '',
    ]),
  ])
