import type { Fields, ReportDrift } from '../../read-fields.ts'
import { readFields } from '../../read-fields.ts'
import type { CsvImport, CsvPost, CsvUpload } from './csv.types.ts'

/** What an upload gave, or undefined when it lacks the path everything later needs. */
export function decodeCsvUpload(results: Fields, uploadedName: string): CsvUpload | undefined {
  const filePath = results.text('filePath')
  if (filePath === undefined) return undefined
  return {
    filePath,
    rowsCount: results.number('rowsCount') ?? 0,
    fileName: results.text('fileName') ?? uploadedName,
    fileSizeBytes: results.number('fileSize'),
    csvFileType: results.text('csvFileType'),
  }
}

/** An import, or undefined (reported) when it has no id; v2 says `_id`, v3 says `id`. */
export function decodeCsvImport(value: unknown, path: string, report: ReportDrift): CsvImport | undefined {
  const fields = readFields(value, path, report)
  const id = fields?.text('_id') ?? fields?.text('id')
  if (!fields || id === undefined) {
    if (fields) report(path, 'a CSV import without an id')
    return undefined
  }
  return {
    id,
    fileName: fields.text('fileName'),
    accountIds: fields.texts('accountIds'),
    status: fields.text('status'),
    count: fields.number('count') ?? 0,
    createdBy: fields.text('createdBy'),
    approver: fields.text('approver'),
    createdAt: fields.instant('createdAt'),
    raw: fields.raw,
  }
}

/** A row read as a post. */
export function decodeCsvPost(value: unknown, path: string, report: ReportDrift): CsvPost | undefined {
  const fields = readFields(value, path, report)
  return (
    fields && {
      id: fields.text('_id') ?? fields.text('id'),
      accountIds: fields.texts('accountIds'),
      summary: fields.text('summary') ?? '',
      // A row's date may be unreadable, which is what the import's own checks are for; `raw` keeps it.
      scheduledAt: fields.instant('scheduleDate'),
      type: fields.text('type'),
      raw: fields.raw,
    }
  )
}
