import { SimulatedRefusal } from '../simulator.types.ts'
import type { CsvPost, CsvUpload, PostContent, PostMedia, World } from '../world/index.ts'
import { instantOfWallTime } from '../world/wall-time.ts'
import { parseCsv } from './parse-csv.ts'

const requiredHeaders = ['postAtSpecificTime (YYYY-MM-DD HH:mm:ss)', 'content', 'link (OGmetaUrl)']
const mediaHeaders = ['imageUrls', 'gifUrl', 'videoUrls']
const advanceHeaders = ['followUpComment', 'type', 'applyWatermark', 'mediaOptimization']

type CsvErrorCode =
  | 'CSV_EMPTY_FILE'
  | 'CSV_INVALID_FORMAT'
  | 'CSV_HEADERS_NOT_MATCHING'
  | 'CSV_MISSING_HEADERS'
  | 'CSV_MISSING_REQUIRED_ROWS'
  | 'CSV_UNSUPPORTED_EXTENSION'
  | 'CSV_NO_VALID_POST'

function csvRefusal(
  code: CsvErrorCode,
  message: string,
  facts: Record<string, string> = {},
): SimulatedRefusal {
  return new SimulatedRefusal(
    400,
    { code, message, fileType: 'CSV', csvFileType: 'basic', ...facts },
    message,
  )
}

const splitUrls = (cell: string): string[] =>
  cell
    .split(/[\s,;]+/)
    .map((url) => url.trim())
    .filter((url) => url !== '')

function readMedia(cells: Map<string, string>): PostMedia[] {
  const typed: readonly (readonly [header: string, type: string])[] = [
    ['imageUrls', 'image/jpeg'],
    ['gifUrl', 'image/gif'],
    ['videoUrls', 'video/mp4'],
  ]
  return typed.flatMap(([header, type]) => splitUrls(cells.get(header) ?? '').map((url) => ({ url, type })))
}

/** The local wall time of a row, or undefined when the cell is no such time. */
function readMoment(text: string, timezone: string): Date | undefined {
  const match = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2})(?::\d{2})?$/.exec(text.trim())
  const [, day, time] = match ?? []
  const midnight = day === undefined ? Number.NaN : Date.parse(`${day}T00:00:00Z`)
  if (Number.isNaN(midnight) || time === undefined) return undefined
  return instantOfWallTime(Math.floor(midnight / 86_400_000), time, timezone)
}

function findRowError(content: PostContent, moment: Date | undefined, now: Date): string | undefined {
  if (moment === undefined) return 'Invalid date, expected YYYY-MM-DD HH:mm:ss'
  if (moment <= now) return 'Schedule date must be in the future'
  if (content.summary === '' && content.media.length === 0) return 'Content or media is required'
  return content.media.every(({ url }) => /^https?:\/\/\S+$/.test(url)) ? undefined : 'Invalid media format'
}

interface CsvScope {
  world: World
  timezone: string
  now: Date
}

function readRow(headers: string[], row: string[], scope: CsvScope): CsvPost {
  const cells = new Map(headers.map((header, index) => [header, row[index]?.trim() ?? '']))
  const moment = readMoment(cells.get(requiredHeaders[0] ?? '') ?? '', scope.timezone)
  const type = cells.get('type')
  const followUpComment = cells.get('followUpComment')
  const link = cells.get('link (OGmetaUrl)')
  const content: PostContent = {
    accountIds: [],
    summary: cells.get('content') ?? '',
    media: readMedia(cells),
    type: type === 'story' || type === 'reel' ? type : 'post',
    tags: [],
    platformDetails: {},
    ...(moment !== undefined && { scheduleDate: moment }),
    ...(followUpComment !== undefined && followUpComment !== '' && { followUpComment }),
  }
  const errorMessage = findRowError(content, moment, scope.now)
  return {
    id: scope.world.nextId('csv-post'),
    content,
    ...(link !== undefined && link !== '' && { link }),
    ...(errorMessage !== undefined && { errorMessage }),
  }
}

function checkHeaders(headers: string[]): void {
  const missing = requiredHeaders.filter((header) => !headers.includes(header))
  if (missing.length === requiredHeaders.length) {
    throw csvRefusal('CSV_HEADERS_NOT_MATCHING', 'CSV headers are not identical to sample file.', {
      missingHeaders: missing.join(', '),
    })
  }
  if (missing.length > 0) {
    throw csvRefusal('CSV_MISSING_HEADERS', 'CSV headers are missing.', {
      missingHeaders: missing.join(', '),
    })
  }
  const known = [...requiredHeaders, ...mediaHeaders, ...advanceHeaders]
  const unknown = headers.filter((header) => header !== '' && !known.includes(header))
  if (unknown.length > 0) {
    throw csvRefusal('CSV_HEADERS_NOT_MATCHING', 'CSV headers are not identical to sample file.')
  }
}

/** Reads an uploaded file into posts. Throws 400 with one of GHL's CSV codes. */
export function readCsvUpload(
  file: { filename: string; bytes: Uint8Array },
  scope: CsvScope,
): Omit<CsvUpload, 'filePath'> {
  if (!/\.csv$/i.test(file.filename)) {
    throw csvRefusal('CSV_UNSUPPORTED_EXTENSION', 'Only .csv files are supported.')
  }
  const rows = parseCsv(new TextDecoder().decode(file.bytes))
  if (rows === undefined) throw csvRefusal('CSV_INVALID_FORMAT', 'CSV file has an invalid format.')
  const [headerRow, ...postRows] = rows
  if (headerRow === undefined) throw csvRefusal('CSV_EMPTY_FILE', 'CSV file is empty.')
  const headers = headerRow.map((header) => header.trim())
  checkHeaders(headers)
  if (postRows.length === 0) {
    throw csvRefusal('CSV_MISSING_REQUIRED_ROWS', 'CSV file has no rows below its headers.')
  }
  const posts = postRows.map((row) => readRow(headers, row, scope))
  if (posts.every(({ errorMessage }) => errorMessage !== undefined)) {
    throw csvRefusal('CSV_NO_VALID_POST', 'CSV file has no valid post.')
  }
  return {
    fileName: file.filename,
    fileType: headers.some((header) => advanceHeaders.includes(header)) ? 'advance' : 'basic',
    sizeBytes: file.bytes.byteLength,
    rows: posts,
  }
}
