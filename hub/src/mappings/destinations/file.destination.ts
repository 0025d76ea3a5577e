import { mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { csvLine } from '../../platform/csv-line.ts'
import { messageOf } from '../../platform/errors.ts'
import { mappingErrors } from '../mappings.errors.ts'
import type { Destination, OutgoingRow, TargetShape } from './destination.types.ts'

export interface FileSettings {
  format: 'ndjson' | 'csv'
  /** `replace`: always the records as they are, put in place whole. `append`: a line for each change. */
  mode: 'replace' | 'append'
}

/** A file of records is written anew this often at most. */
const refillMs = 5000

/**
 * A file in a folder of the hub. How long it is stands in the database with the place of the fill: what a killed
 * process wrote beyond is cut off before going on, so that no line is there twice.
 */
export function fileDestination(settings: FileSettings, folder: string): Destination {
  const extension = settings.format === 'csv' ? 'csv' : 'ndjson'
  const isAppending = settings.mode === 'append'

  return {
    takesChanges: isAppending,
    ...(!isAppending && { refillMs }),
    checkTarget: (target) =>
      new RegExp(`^[A-Za-z0-9_-][A-Za-z0-9_. -]{0,99}\\.${extension}$`).test(target) && !target.includes('..')
        ? undefined
        : `A file is named with letters, digits, dots and dashes, and ends in .${extension}.`,
    async test() {
      const probe = join(folder, '.test')
      await guard(async () => {
        await mkdir(folder, { recursive: true })
        await (await open(probe, 'w')).close()
        await rm(probe)
      })
      return `Files can be written in ${folder}.`
    },
    async open(target, state) {
      const path = join(folder, target)
      const draft = `${path}.part`
      const known = state?.['bytes']
      // Who knows nothing of the file goes on at its end.
      let bytes = typeof known === 'number' ? known : ((isAppending ? await sizeOf(path) : undefined) ?? 0)
      let shape: TargetShape | undefined
      const working = () => (isAppending ? path : draft)

      async function append(lines: string): Promise<void> {
        await guard(async () => {
          await mkdir(dirname(path), { recursive: true })
          const file = await open(working(), bytes === 0 ? 'w' : 'r+')
          try {
            await file.truncate(bytes)
            const { bytesWritten } = await file.write(`${bytes === 0 ? header() : ''}${lines}`, bytes)
            await file.sync()
            bytes += bytesWritten
          } finally {
            await file.close()
          }
        })
      }

      const columns = () => [...(isAppending ? ['_operation'] : []), ...shape!.fields.map(({ name }) => name)]
      const lineOf = ({ operation, key, record }: OutgoingRow): string => {
        const values = { ...(isAppending && { _operation: operation }), ...key, ...record }
        if (settings.format === 'ndjson') return `${JSON.stringify(values)}\n`
        return `${csvLine(columns().map((name) => (values as Record<string, unknown>)[name]))}\r\n`
      }
      const header = () => (settings.format === 'csv' ? `${csvLine(columns())}\r\n` : '')

      return {
        async prepare(wanted) {
          shape = wanted
          const draftSize = isAppending ? undefined : await sizeOf(draft)
          const size = draftSize ?? (await sizeOf(path))
          // Whoever took the file away has it; another one begins.
          if (size === undefined && isAppending) bytes = 0
          else if ((size ?? 0) < bytes)
            throw mappingErrors.target_unfit(`The file ${target} is shorter than the hub left it.`, {
              hint: 'Let the hub fill it again.',
            })
          return []
        },
        async beginFill() {
          bytes = 0
          await append('')
        },
        async write(rows) {
          const kept = isAppending ? rows : rows.filter(({ operation }) => operation === 'upsert')
          if (kept.length > 0) await append(kept.map(lineOf).join(''))
          return []
        },
        async finishFill() {
          if (isAppending) return
          // A process that was killed right after this did it already.
          const isThere = (await sizeOf(draft)) !== undefined
          if (isThere) await guard(() => rename(draft, path))
          bytes = 0
        },
        state: () => ({ bytes }),
        close: async () => {},
      }
    },
  }
}

const sizeOf = (path: string): Promise<number | undefined> =>
  stat(path).then(
    ({ size }) => size,
    () => undefined,
  )

async function guard(work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (cause) {
    throw mappingErrors.destination_away(`The file cannot be written: ${messageOf(cause)}`, { cause })
  }
}
