import { csvLine } from '../../platform/csv-line.ts'
import type { CallLine } from '../../store/call-log.store.ts'

type ExportFormat = 'csv' | 'ndjson'

export const exportTypes: Record<ExportFormat, string> = {
  csv: 'text/csv; charset=utf-8',
  ndjson: 'application/x-ndjson; charset=utf-8',
}

const columns = {
  id: (line) => line.id,
  at: (line) => line.at.toISOString(),
  operation: (line) => line.operationId,
  title: (line) => line.title,
  method: (line) => line.method,
  path: (line) => line.path,
  access: (line) => line.access,
  locationId: (line) => line.locationId,
  companyId: (line) => line.companyId,
  callerKind: (line) => line.caller.kind,
  callerId: (line) => line.caller.id,
  callerName: (line) => line.caller.name,
  surface: (line) => line.surface,
  lane: (line) => line.lane,
  outcome: (line) => line.outcome,
  status: (line) => line.status,
  code: (line) => line.code,
  source: (line) => line.source,
  durationMs: (line) => line.durationMs,
  count: (line) => line.count,
  attempts: (line) => line.attempts,
  idempotencyKey: (line) => line.idempotencyKey,
  traceId: (line) => line.traceId,
  answerBytes: (line) => line.answerBytes,
  message: (line) => line.message,
  request: (line) => line.request,
} satisfies Record<string, (line: CallLine) => unknown>

/** Lines of the call log as text, some at a time; CSV begins with the names of its columns. */
export async function* exportCalls(
  chunks: AsyncIterable<CallLine[]>,
  format: ExportFormat,
): AsyncGenerator<string, void, undefined> {
  if (format === 'csv') yield `${csvLine(Object.keys(columns))}\r\n`
  const toText = format === 'csv' ? toCsv : (line: CallLine) => `${JSON.stringify(line)}\n`
  for await (const lines of chunks) yield lines.map(toText).join('')
}

const toCsv = (line: CallLine): string => `${csvLine(Object.values(columns).map((read) => read(line)))}\r\n`
