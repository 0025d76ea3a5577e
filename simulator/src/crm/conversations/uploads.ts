import { type OperationAnswer, plainRefusal } from '../../simulator.types.ts'
import type { CrmCall } from '../crm.types.ts'
import { bodyOf, findConversation, notFound, numberOf, textOf, textsOf } from '../read-call.ts'

/** Where files would be; nothing is served there. */
const storage = 'https://storage.example/conversations'

const maxFileBytes = 500 * 1024 * 1024

const fileUrl = (locationId: string, id: string, filename: string): string =>
  `${storage}/${locationId}/${id}/${encodeURIComponent(filename)}`

const nameIn = (url: string): string => url.split('/').at(-1) || 'file'

/** Files of a multipart body, or files that are already somewhere: a name and a URL for each. */
export function uploadAttachments(call: CrmCall): OperationAnswer {
  const { request, crm, contents } = call
  const fields = bodyOf(call)
  const names = [
    ...(request.files ?? []).map(({ filename }) => filename),
    ...textsOf(fields, 'attachmentUrls').map(nameIn),
  ]
  if (names.length === 0) throw plainRefusal(400, 'No file was sent')
  findConversation(call, textOf(fields, 'conversationId') ?? '')
  const entries = names.map((name) => [name, fileUrl(contents.location.id, crm.nextId('file'), name)])
  return { body: { uploadedFiles: Object.fromEntries(entries) as Record<string, string> } }
}

/** Announces a large file: the caller is to put its bytes at `uploadUrl`, and then to say that it is complete. */
export function initiateUpload(call: CrmCall): OperationAnswer {
  const { crm, contents, now } = call
  const fields = bodyOf(call)
  findConversation(call, textOf(fields, 'conversationId') ?? '')
  const filename = textOf(fields, 'filename') ?? 'file'
  const sizeBytes = numberOf(fields, 'fileSize') ?? 0
  if (sizeBytes > maxFileBytes) throw plainRefusal(400, 'The file is too large')
  const uploadId = crm.nextId('upload')
  contents.uploads.set(uploadId, { filename, sizeBytes, contentType: textOf(fields, 'contentType') ?? '' })
  return {
    body: {
      uploadUrl: fileUrl(contents.location.id, uploadId, filename),
      uploadId,
      filePath: `conversations/${contents.location.id}/${uploadId}/${filename}`,
      expiresAt: now.getTime() + 3_600_000,
      maxFileSize: maxFileBytes,
    },
  }
}

export function completeUpload({ contents, ...call }: CrmCall): OperationAnswer {
  const uploadId = textOf(bodyOf(call), 'uploadId') ?? ''
  const upload = contents.uploads.get(uploadId)
  if (upload === undefined) throw notFound('Upload', uploadId)
  const { filename, contentType, sizeBytes } = upload
  return {
    body: {
      uploadedFiles: { [filename]: fileUrl(contents.location.id, uploadId, filename) },
      metadata: { size: sizeBytes, contentType },
    },
  }
}
