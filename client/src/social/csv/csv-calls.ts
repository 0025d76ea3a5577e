import { callAt, callSocial, demand } from '../social-call.ts'
import type { SocialContext } from '../social-call.ts'
import type { CsvCalls } from './csv.types.ts'
import { decodeCsvImport, decodeCsvPost, decodeCsvUpload } from './decode-csv.ts'

/** Calls about CSV imports. */
export function createCsvCalls(context: SocialContext): CsvCalls {
  const { locationId } = context
  const at = (id: string) => ({ locationId, id })
  return {
    async upload(file, options) {
      const form = new FormData()
      form.set('file', new Blob([file.content], { type: 'text/csv' }), file.name)
      const { results } = await callSocial(
        context,
        'upload-csv',
        callAt({ locationId }, options, { body: form }),
      )
      return demand(decodeCsvUpload(results, file.name), 'the path of the uploaded file')
    },

    async setAccounts(input, options) {
      const how = callAt({ locationId }, options, { body: input })
      const { results } = await callSocial(context, 'set-accounts', how)
      return { csvId: results.text('csvId') }
    },

    async list(input) {
      const { userId, skip = 0, limit = 100, includeUsers = false } = input
      const query = {
        userId,
        skip: String(skip),
        limit: String(limit),
        includeUsers: String(includeUsers),
      }
      const { results, report } = await callSocial(
        context,
        'get-upload-status',
        callAt({ locationId }, input, { query }),
      )
      const imports = results.list('csvs', (item, path) => decodeCsvImport(item, path, report))
      return { imports, total: results.number('count') ?? imports.length }
    },

    async get(csvId, input = {}) {
      const { skip = 0, limit = 100 } = input
      const how = callAt(at(csvId), input, { query: { skip: String(skip), limit: String(limit) } })
      const { results, report } = await callSocial(context, 'get-csv-post', how)
      const posts = results.list('posts', (item, path) => decodeCsvPost(item, path, report))
      const { csv } = results.raw
      return {
        import: csv === undefined || csv === null ? undefined : decodeCsvImport(csv, 'results.csv', report),
        posts,
        total: results.number('count') ?? posts.length,
      }
    },

    async finalize(csvId, input, options) {
      const how = callAt(at(csvId), options, { body: { userId: input.userId } })
      const { body } = await callSocial(context, 'start-csv-finalize', how)
      return { message: body.text('message') ?? '' }
    },

    async delete(csvId, options) {
      await callSocial(context, 'delete-csv', callAt(at(csvId), options))
    },

    async deletePost(csvId, postId, options) {
      await callSocial(context, 'delete-csv-post', callAt({ locationId, csvId, postId }, options))
    },
  }
}
