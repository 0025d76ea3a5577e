import { type OperationAnswer, socialRefusal } from '../simulator.types.ts'
import type { CsvImport, CsvPost } from '../world/index.ts'
import { answerWith } from './envelope.ts'
import { bodyOf, numberOf, pageOf, paramOf, readPage, textOf, textsOf } from './read-request.ts'
import { readCsvUpload } from './read-csv-posts.ts'
import type { SocialCall } from './social.types.ts'

const isV3 = ({ request }: SocialCall): boolean => request.generation === 'v3'

function presentImport(call: SocialCall, csv: CsvImport) {
  const shared = {
    locationId: csv.locationId,
    fileName: csv.fileName,
    accountIds: csv.accountIds,
    file: csv.filePath,
    status: csv.status,
    count: csv.posts.length,
    createdBy: csv.createdBy,
    traceId: csv.id,
    originId: csv.id,
    ...(csv.approver !== undefined && { approver: csv.approver }),
    createdAt: csv.createdAt.toISOString(),
  }
  if (!isV3(call)) return { _id: csv.id, ...shared }
  return {
    // v3 publishes `id`; live answers keep Mongo's `_id` beside it.
    id: csv.id,
    _id: csv.id,
    ...shared,
    csvFileType: csv.fileType,
    mediaOptimization: false,
    applyWatermark: false,
    channel: 'oauth',
    updatedAt: csv.updatedAt.toISOString(),
  }
}

function presentCsvPost(call: SocialCall, csv: CsvImport, post: CsvPost) {
  const { content } = post
  return {
    _id: post.id,
    accountIds: csv.accountIds,
    medias: content.media.map(({ url, type }) => ({ url, type })),
    summary: content.summary,
    type: content.type,
    ...(post.link !== undefined && { link: { url: post.link, ogUrl: post.link } }),
    ...(content.scheduleDate !== undefined && { scheduleDate: content.scheduleDate.toISOString() }),
    ...(content.followUpComment !== undefined && { followUpComment: content.followUpComment }),
    ...(post.errorMessage !== undefined && { errorMessage: post.errorMessage }),
    ...(isV3(call) && {
      csvFileType: csv.fileType,
      mediaOptimization: false,
      applyWatermark: false,
      status: csvPostStatus(csv, post),
      updatedAt: csv.updatedAt.toISOString(),
    }),
  }
}

function csvPostStatus(csv: CsvImport, post: CsvPost): 'pending' | 'accepted' | 'rejected' {
  if (post.errorMessage !== undefined) return 'rejected'
  return csv.status === 'completed' ? 'accepted' : 'pending'
}

/** The import a path names. Throws 404 for an unknown or deleted one. */
function findImport(call: SocialCall, name: 'id' | 'csvId'): CsvImport {
  const csv = call.contents.csvImports.get(paramOf(call, name))
  if (csv === undefined || csv.status === 'deleted') throw socialRefusal(404, 'CSV not found')
  return csv
}

export function uploadCsv(call: SocialCall): OperationAnswer {
  const file = call.request.files?.find(({ field }) => field === 'file')
  if (file === undefined) throw socialRefusal(400, 'File is required')
  const { world, contents, now } = call
  const upload = readCsvUpload(file, { world, now, timezone: contents.location.timezone })
  const filePath = `${contents.location.id}/social-import/${world.nextId('csv-file')}.csv`
  contents.csvUploads.set(filePath, { ...upload, filePath })
  return answerWith(call, 'Uploaded CSV', {
    filePath,
    rowsCount: upload.rows.length,
    fileName: upload.fileName,
    ...(isV3(call) && { fileSize: upload.sizeBytes, csvFileType: upload.fileType }),
  })
}

function findSetAccountsProblems(call: SocialCall, rowsCount: number | undefined): string[] {
  const body = bodyOf(call)
  const accountIds = textsOf(body, 'accountIds')
  const isKnown = accountIds.every((id) => call.contents.accounts.some((account) => account.id === id))
  const upload = call.contents.csvUploads.get(textOf(body, 'filePath') ?? '')
  const maximum = upload?.rows.length ?? 0
  return [
    ...(accountIds.length === 0 ? ['accountIds should not be empty'] : []),
    ...(isKnown ? [] : ['Invalid account id in accountIds list']),
    ...(upload === undefined ? ['filePath must be the path of an uploaded file'] : []),
    ...(upload !== undefined && (rowsCount === undefined || rowsCount < 1 || rowsCount > maximum)
      ? [`rowsCount must be between 1 and ${maximum}`]
      : []),
  ]
}

export function setAccounts(call: SocialCall): OperationAnswer {
  const body = bodyOf(call)
  const rowsCount = numberOf(body, 'rowsCount')
  const problems = findSetAccountsProblems(call, rowsCount)
  if (problems.length > 0) throw socialRefusal(422, problems)
  const upload = call.contents.csvUploads.get(textOf(body, 'filePath') ?? '')
  if (upload === undefined) throw socialRefusal(404, 'CSV not found')
  const approver = textOf(body, 'approver')
  const csv: CsvImport = {
    id: call.world.nextId('csv'),
    locationId: call.contents.location.id,
    fileName: textOf(body, 'fileName') ?? upload.fileName,
    filePath: upload.filePath,
    fileType: upload.fileType,
    accountIds: textsOf(body, 'accountIds'),
    status: 'in_review',
    posts: upload.rows.slice(0, rowsCount),
    createdBy: textOf(body, 'userId') ?? call.request.token.userId,
    createdAt: call.now,
    updatedAt: call.now,
    ...(approver !== undefined && { approver }),
  }
  call.contents.csvImports.set(csv.id, csv)
  return answerWith(call, 'Accounts Set Successfully', { csvId: csv.id })
}

/** Needs `userId` (facts 6.7); a location without imports answers an object where the list should be. */
export function listImports(call: SocialCall): OperationAnswer {
  const { query } = call.request
  if (query['userId'] === undefined || query['userId'] === '') {
    throw socialRefusal(422, ['userId must be a string', 'userId should not be empty'])
  }
  const imports = [...call.contents.csvImports.values()]
    .filter(({ status }) => status !== 'deleted')
    .toSorted((a, b) => Number(b.createdAt) - Number(a.createdAt))
  const page = pageOf(imports, readPage(query, { limit: 10 })).map((csv) => presentImport(call, csv))
  return answerWith(call, 'Fetched CSV Upload Status', {
    csvs: page.length === 0 ? {} : page,
    count: imports.length,
  })
}

export function getImport(call: SocialCall): OperationAnswer {
  const csv = findImport(call, 'id')
  const posts = pageOf(csv.posts, readPage(call.request.query, { limit: 10 }))
  return answerWith(call, 'Fetched CSV Post', {
    csv: presentImport(call, csv),
    count: csv.posts.length,
    posts: posts.map((post) => presentCsvPost(call, csv, post)),
  })
}

function scheduleRow(call: SocialCall, csv: CsvImport, { content }: CsvPost): void {
  const isPast = content.scheduleDate !== undefined && content.scheduleDate <= call.now
  const needsReview = csv.approver !== undefined
  call.world.addPost(call.contents, {
    ...content,
    accountIds: csv.accountIds,
    source: 'csv',
    // A row whose time went by between upload and finalize is kept for a person to look at.
    status: isPast ? 'draft' : needsReview ? 'in_review' : 'scheduled',
    createdBy: csv.createdBy,
    ...(csv.approver !== undefined && {
      approval: { approver: csv.approver, approvalStatus: 'pending' as const },
    }),
  })
}

export function finalizeImport(call: SocialCall): OperationAnswer {
  const csv = findImport(call, 'id')
  if (csv.status === 'completed') throw socialRefusal(400, 'CSV is already finalized')
  for (const post of csv.posts.filter(({ errorMessage }) => errorMessage === undefined)) {
    scheduleRow(call, csv, post)
  }
  csv.status = 'completed'
  csv.updatedAt = call.now
  return answerWith(call, 'Updated Successfully')
}

export function deleteImport(call: SocialCall): OperationAnswer {
  const csv = findImport(call, 'id')
  csv.status = 'deleted'
  csv.updatedAt = call.now
  return answerWith(call, isV3(call) ? 'Deleted CSV' : 'Deleted Post', { csv: presentImport(call, csv) })
}

export function deleteImportPost(call: SocialCall): OperationAnswer {
  const csv = findImport(call, 'csvId')
  const postId = paramOf(call, 'postId')
  const index = csv.posts.findIndex(({ id }) => id === postId)
  if (index === -1) throw socialRefusal(404, 'Post not found')
  csv.posts = csv.posts.toSpliced(index, 1)
  csv.updatedAt = call.now
  if (!isV3(call)) return answerWith(call, 'Deleted Post', { postId })
  return answerWith(call, 'Deleted CSV Post', {
    postId,
    csv: {
      _id: csv.id,
      csvFileType: csv.fileType,
      mediaOptimization: false,
      applyWatermark: false,
      status: csv.status,
      updatedAt: csv.updatedAt.toISOString(),
    },
  })
}
