import type { JsonObject } from '../../json.types.ts'
import type { SocialCallOptions } from '../social.types.ts'

/** An uploaded file, waiting for its accounts. */
export interface CsvUpload {
  /** What `setAccounts` asks for. */
  filePath: string
  rowsCount: number
  fileName: string
  fileSizeBytes: number | undefined
  /** basic or advance. */
  csvFileType: string | undefined
}

/** A CSV import and how far it is. */
export interface CsvImport {
  id: string
  fileName: string | undefined
  accountIds: string[]
  /** pending, in_progress, completed, failed, in_review, importing, deleted. */
  status: string | undefined
  count: number
  createdBy: string | undefined
  approver: string | undefined
  createdAt: string | undefined
  raw: JsonObject
}

/** One post read from a CSV file. Its fields vary with the file's type, so they are left as they came. */
export interface CsvPost {
  id: string | undefined
  accountIds: string[]
  summary: string
  scheduledAt: string | undefined
  type: string | undefined
  raw: JsonObject
}

/** Calls that make posts out of a CSV file: upload, set accounts, look, finalize. */
export interface CsvCalls {
  upload(
    file: { name: string; content: string | Uint8Array<ArrayBuffer> },
    options?: SocialCallOptions,
  ): Promise<CsvUpload>
  /** Ids of the import; `csvId` is undefined under v2, which does not tell. */
  setAccounts(
    input: {
      accountIds: readonly string[]
      filePath: string
      rowsCount: number
      fileName: string
      userId: string
      approver?: string
      csvFileType?: 'basic' | 'advance'
    },
    options?: SocialCallOptions,
  ): Promise<{ csvId: string | undefined }>
  list(input: {
    userId: string
    skip?: number
    limit?: number
    includeUsers?: boolean
    signal?: AbortSignal
  }): Promise<{ imports: CsvImport[]; total: number }>
  get(
    csvId: string,
    input?: { skip?: number; limit?: number; signal?: AbortSignal },
  ): Promise<{ import: CsvImport | undefined; posts: CsvPost[]; total: number }>
  /** Turns the rows into scheduled posts. */
  finalize(
    csvId: string,
    input: { userId: string },
    options?: SocialCallOptions,
  ): Promise<{ message: string }>
  delete(csvId: string, options?: SocialCallOptions): Promise<void>
  deletePost(csvId: string, postId: string, options?: SocialCallOptions): Promise<void>
}
