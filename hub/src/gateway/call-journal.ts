import { createHash } from 'node:crypto'
import type { Log } from '../platform/log.ts'
import { createWriteBehind } from '../platform/write-behind.ts'
import type { CallLine, CallLogStore } from '../store/call-log.store.ts'
import { redactRequest, redactText } from './redact-request.ts'

/** A call as it went. `query` and `body` may hold anything: secrets are blacked out before they are kept. */
export interface CallEntry extends Omit<CallLine, 'count' | 'request'> {
  query: unknown
  body: unknown
}

/** Writes the call log behind the calls' backs. */
export interface CallJournal {
  /**
   * Notes a call: at once, without waiting and without ever failing. Gives the id of its line: the call's own, or,
   * for an answer from the cache, that of the line which counts the answers of its minute.
   */
  record(entry: CallEntry): string
  /** Lines that were lost because the database could not keep up. */
  readonly dropped: number
  /** Lines not written yet. */
  readonly waiting: number
  /** Writes what waits, so that it can be read. */
  flush(): Promise<void>
  stop(): Promise<void>
}

const minuteMs = 60_000
const longestName = 200
const longestPath = 1000
const longestMessage = 1000

/** Makes the journal; lines are written at most 200 ms later, many at a time. */
export function createCallJournal(options: {
  store: Pick<CallLogStore, 'insert'>
  log: Log
  everyMs?: number
  capacity?: number
}): CallJournal {
  const { store, everyMs, capacity } = options
  const lines = createWriteBehind<CallLine>({
    write: (batch) => store.insert(batch),
    what: 'lines of the call log',
    log: options.log.child({ part: 'gateway' }),
    ...(everyMs !== undefined && { everyMs }),
    ...(capacity !== undefined && { capacity }),
  })
  /** Ids of the lines that count this minute's cached answers. */
  let minute = { number: 0, ids: new Map<string, string>() }

  function countCached(entry: CallEntry): string {
    const number = Math.floor(entry.at.getTime() / minuteMs)
    if (number !== minute.number) minute = { number, ids: new Map() }
    const group = groupOf(entry)
    let id = minute.ids.get(group)
    if (id === undefined) {
      id = idOfMinute(number, group)
      minute.ids.set(group, id)
    }
    if (!lines.merge(id, (line) => count(line, entry.durationMs))) lines.add(id, lineOf(entry, id))
    return id
  }

  return {
    record(entry) {
      try {
        if (entry.source === 'cache') return countCached(entry)
        lines.add(entry.id, lineOf(entry, entry.id))
      } catch (problem) {
        // A call must not fail for its line in the log: what cannot be described is counted as lost.
        lines.drop(problem)
      }
      return entry.id
    },
    get dropped() {
      return lines.dropped
    },
    get waiting() {
      return lines.waiting
    },
    flush: () => lines.flush(),
    stop: () => lines.stop(),
  }
}

const groupOf = ({ caller, operationId, locationId, companyId, surface, status }: CallEntry): string =>
  [caller.kind, caller.id, operationId, locationId, companyId, surface, status].join(' ')

function count(line: CallLine, durationMs: number): void {
  line.durationMs = (line.durationMs * line.count + durationMs) / (line.count + 1)
  line.count += 1
}

/** The same in every process, so that they count into one line: a UUID of version 7 of the minute's beginning. */
function idOfMinute(number: number, group: string): string {
  const bytes = createHash('sha256').update(`${number} ${group}`).digest().subarray(0, 16)
  bytes.writeUIntBE(number * minuteMs, 0, 6)
  bytes.writeUInt8(0x70 | (bytes.readUInt8(6) & 0x0f), 6)
  bytes.writeUInt8(0x80 | (bytes.readUInt8(8) & 0x3f), 8)
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

function lineOf({ query, body, ...entry }: CallEntry, id: string): CallLine {
  return {
    ...entry,
    id,
    count: 1,
    path: redactText(entry.path, longestPath),
    caller: { ...entry.caller, name: entry.caller.name.slice(0, longestName) },
    message: entry.message === null ? null : redactText(entry.message, longestMessage),
    hint: entry.hint === null ? null : redactText(entry.hint, longestMessage),
    request: redactRequest(query, body),
  }
}
