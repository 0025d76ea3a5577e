import type { InboxDelivery, InboxState, InboxVerdict, RefusalReason } from '@causeway/hub/contract'
import type { InboxFilters } from '../../data/inbox.ts'
import type { InboxSearch } from '../../search.ts'
import { periods } from '../calls/describe-call.ts'

type Words = { label: string; colour: string; explanation: string }

export const states: Record<InboxState, Words> = {
  waiting: { label: 'Waiting', colour: 'blue', explanation: 'Its turn comes in a moment.' },
  retrying: {
    label: 'Trying again',
    colour: 'yellow',
    explanation: 'It failed, and is tried again by itself.',
  },
  processed: { label: 'Done', colour: 'teal', explanation: 'What it caused is stored.' },
  failed: { label: 'Failed', colour: 'red', explanation: 'Given up until somebody replays it.' },
  unreadable: {
    label: 'Unreadable',
    colour: 'orange',
    explanation: 'The signature is right, but the body is nothing the hub can read.',
  },
}

export const verdicts: Record<InboxVerdict, Words> = {
  ed25519: {
    label: 'Signature right',
    colour: 'teal',
    explanation: 'The CRM signed these very bytes (Ed25519).',
  },
  rsa: {
    label: 'Old signature right',
    colour: 'yellow',
    explanation: 'Signed in the way the CRM retired on 2026-09-01 (RSA), which this hub is set to accept.',
  },
  unchecked: {
    label: 'Not checked',
    colour: 'red',
    explanation: 'It came without a signature from this machine itself, which this hub is set to accept.',
  },
}

export const refusals: Record<RefusalReason, string> = {
  signature_missing: 'carried no signature: not from the CRM, or a proxy takes X-GHL-Signature off',
  signature_malformed: 'carried a signature that is none',
  signature_wrong:
    'were signed by nobody the hub trusts, or changed on the way: if the CRM announced a new key, add it under Keys',
  scheme_retired: 'were signed only in the way the CRM has retired (CAUSEWAY_WEBHOOK_RSA accepts it)',
  too_large: 'were larger than 1 MB',
  stale: 'were older than the CRM’s own retries explain (CAUSEWAY_WEBHOOK_MAX_AGE_DAYS)',
  future: 'were made in the future, by their own word: look at the clock of this machine',
  incomplete: 'ended before their end',
  overloaded: 'came faster than they could be stored; the CRM delivers them again',
}

/** What it is, as far as anybody knows. */
export const eventName = ({ event, triggerId }: Pick<InboxDelivery, 'event' | 'triggerId'>): string =>
  event ?? triggerId ?? 'Unknown event'

/** What the address says, as the hub's list wants it. */
export function inboxFiltersOf({ q, location, type, state, verdict, since }: InboxSearch): InboxFilters {
  return {
    ...(q !== undefined && { q }),
    ...(location !== undefined && { locationId: location }),
    ...(type !== undefined && { type }),
    ...(state !== undefined && { state }),
    ...(verdict !== undefined && { verdict }),
    ...(since !== undefined && { since: periods[since].ms }),
  }
}

/** How many filters narrow the list. */
export const countInboxFilters = (search: InboxSearch): number => Object.keys(inboxFiltersOf(search)).length

/** The very bytes as text, where they are text. */
export function readRaw(base64: string): { text: string | undefined; bytes: Uint8Array } {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes), bytes }
  } catch {
    return { text: undefined, bytes }
  }
}

/** Bytes that are no text: sixteen in a line, as hexadecimal. */
export function hexLines(bytes: Uint8Array, most = 4096): string {
  const shown = Array.from(bytes.subarray(0, most), (byte) => byte.toString(16).padStart(2, '0'))
  const lines = Array.from({ length: Math.ceil(shown.length / 16) }, (_, line) =>
    shown.slice(line * 16, line * 16 + 16).join(' '),
  )
  return bytes.length > most ? `${lines.join('\n')}\n…` : lines.join('\n')
}
