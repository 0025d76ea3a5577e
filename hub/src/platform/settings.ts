import { z } from 'zod'
import { defineErrors } from './errors.ts'

/** One setting: where it is read from, what it means, what it may be. */
export interface Setting<Schema extends z.ZodType = z.ZodType> {
  env: string
  /** One sentence for people: printed by `doctor`, the reference page and every complaint. */
  doc: string
  schema: Schema
  /** True: never logged or shown; may also be given as a file by `<env>_FILE`. */
  secret?: boolean
}
export type Settings = Record<string, Setting>
export type SettingValues<Table extends Settings> = {
  readonly [Name in keyof Table]: z.output<Table[Name]['schema']>
}

export const settingErrors = defineErrors('settings', {
  invalid: { status: 500, hint: 'Mend the settings named above and start again.' },
})

/**
 * Reads a table of settings from the environment, all at once.
 * @throws `settings.invalid` naming every wrong setting with its meaning.
 */
export function readSettings<const Table extends Settings>(
  table: Table,
  environment: Record<string, string | undefined>,
  readFile: (path: string) => string,
): SettingValues<Table> {
  const complaints: string[] = []
  const values: Record<string, unknown> = {}
  for (const [name, setting] of Object.entries(table)) {
    const outcome = setting.schema.safeParse(textOf(setting, environment, readFile, complaints))
    if (outcome.success) values[name] = outcome.data
    else complaints.push(`${setting.env}: ${outcome.error.issues[0]?.message ?? 'invalid'} (${setting.doc})`)
  }
  if (complaints.length > 0)
    throw settingErrors.invalid(`Some settings cannot be used:\n  ${complaints.join('\n  ')}`, {
      details: { settings: complaints },
    })
  return Object.freeze(values) as SettingValues<Table>
}

function textOf(
  setting: Setting,
  environment: Record<string, string | undefined>,
  readFile: (path: string) => string,
  complaints: string[],
): string | undefined {
  const given = environment[setting.env]
  if (given !== undefined && given !== '') return given
  const path = setting.secret ? environment[`${setting.env}_FILE`] : undefined
  if (path === undefined || path === '') return undefined
  try {
    return readFile(path).trim()
  } catch {
    // The cause would repeat the path and nothing else of use.
    complaints.push(`${setting.env}_FILE: the file ${path} cannot be read (${setting.doc})`)
    return undefined
  }
}
