import type mysql from 'mysql2/promise'
import { messageOf } from '../../platform/errors.ts'
import type { FieldType } from '../../store/mapping.types.ts'
import { mappingErrors } from '../mappings.errors.ts'
import {
  deletedField,
  type Destination,
  type OutgoingRow,
  type TargetShape,
  type Writer,
} from './destination.types.ts'
import { isolateRefusals, RowsRefused } from './isolate-refusals.ts'
import { type ExistingTable, matchTable, type TableColumn } from './match-table.ts'
import type { ServerSettings } from './postgres.destination.ts'

const columnTypes: Record<FieldType, string> = {
  string: 'longtext',
  number: 'double',
  integer: 'bigint',
  boolean: 'tinyint(1)',
  date: 'date',
  datetime: 'datetime(3)',
  json: 'json',
  list: 'json',
}
/** A key of text needs a length, and must not take two ids for one that differ in case only. */
const keyText = 'varchar(500) character set utf8mb4 collate utf8mb4_bin'
const texts = ['longtext', 'mediumtext', 'text', 'tinytext', 'varchar', 'char']
const accepts: Record<FieldType, readonly string[]> = {
  string: texts,
  number: ['double', 'float', 'decimal'],
  integer: ['bigint', 'int', 'mediumint', 'smallint', 'tinyint', 'decimal', 'double'],
  boolean: ['tinyint', 'bit'],
  date: ['date', 'datetime', 'timestamp'],
  datetime: ['datetime', 'timestamp'],
  // MariaDB's json is a longtext with a check.
  json: ['json', 'longtext'],
  list: ['json', 'longtext'],
}

/** A table in a MySQL or MariaDB server of the user's own. */
export function mysqlDestination(settings: ServerSettings, password: string | undefined): Destination {
  return {
    takesChanges: true,
    checkTarget: (target) =>
      /^[\p{L}_][\p{L}\p{N}_$]{0,63}$/u.test(target)
        ? undefined
        : 'A table is named with letters, digits and underscores.',
    async test() {
      const connection = await connect(settings, password)
      try {
        const [rows] = await connection.query<mysql.RowDataPacket[]>('select version() as version')
        return `${String(rows[0]!['version']).includes('MariaDB') ? 'MariaDB' : 'MySQL'} ${rows[0]!['version']} answers.`
      } finally {
        await connection.end()
      }
    },
    async open(target) {
      return createWriter(await connect(settings, password), target)
    },
  }
}

async function connect(settings: ServerSettings, password: string | undefined): Promise<mysql.Connection> {
  try {
    // Loaded here: it takes 20 MB, and most hubs have no such destination.
    const { createConnection } = await import('mysql2/promise')
    const connection = await createConnection({
      host: settings.host,
      port: settings.port,
      database: settings.database,
      user: settings.user,
      password: password ?? '',
      ...(settings.tls !== 'off' && { ssl: { rejectUnauthorized: settings.tls === 'verify' } }),
      connectTimeout: 10_000,
      timezone: 'Z',
      charset: 'utf8mb4',
      multipleStatements: false,
      flags: ['-LOCAL_FILES'],
    })
    connection.on('error', () => {})
    // Values that do not fit are refused and not cut; and the escapes of the driver mean what it thinks they mean.
    await connection.query(
      "set session sql_mode = 'STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO', time_zone = '+00:00'",
    )
    return connection
  } catch (problem) {
    throw translate(problem)
  }
}

const quote = (name: string): string => `\`${name.replaceAll('`', '``')}\``

function createWriter(connection: mysql.Connection, table: string): Writer {
  const name = quote(table)
  let shape: TargetShape | undefined

  async function run(text: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
    try {
      const [rows] = await connection.query({ sql: text, values, timeout: 120_000 })
      return Array.isArray(rows) ? (rows as Record<string, unknown>[]) : []
    } catch (problem) {
      throw translate(problem)
    }
  }

  async function writePart(rows: readonly OutgoingRow[]): Promise<void> {
    const { fields, key } = shape!
    const upserts = rows.filter(({ operation }) => operation === 'upsert')
    const removals = rows.filter(({ operation }) => operation === 'delete')
    const isBoth = upserts.length > 0 && removals.length > 0
    if (isBoth) await run('start transaction')
    try {
      if (removals.length > 0) await run(...removeStatement(name, shape!, removals))
      if (upserts.length > 0) {
        const names = fields.map((field) => quote(field.name))
        const others = names.filter((_, place) => !key.includes(fields[place]!.name))
        const changes = (others.length === 0 ? names.slice(0, 1) : others).map(
          (each) => `${each} = values(${each})`,
        )
        await run(
          `insert into ${name} (${names.join(', ')}) values ? on duplicate key update ${changes.join(', ')}`,
          [upserts.map(({ record }) => fields.map((field) => valueOf(record![field.name], field.type)))],
        )
      }
      if (isBoth) await run('commit')
    } catch (problem) {
      if (isBoth) await connection.query('rollback').catch(() => {})
      throw problem
    }
  }

  return {
    async prepare(wanted) {
      const fields: TargetShape['fields'] =
        wanted.onDelete === 'mark'
          ? [...wanted.fields, { name: deletedField, type: 'datetime', required: false }]
          : wanted.fields
      shape = { ...wanted, fields }
      const changes: string[] = []
      let existing = await readTable(run, table)
      if (existing === undefined) {
        const columns = fields.map((field) => `${quote(field.name)} ${columnTypeOf(field, wanted.key)}`)
        await run(
          `create table if not exists ${name} (${columns.join(', ')}, primary key (${wanted.key.map(quote).join(', ')})) character set utf8mb4`,
        )
        changes.push(`Table ${table} was created.`)
        existing = (await readTable(run, table))!
      }
      refuseOtherKeys(table, wanted.key, existing)
      for (const field of matchTable(table, shape, existing, accepts)) {
        await run(`alter table ${name} add column ${quote(field.name)} ${columnTypes[field.type]} null`)
        changes.push(`Column "${field.name}" was added to ${table}.`)
      }
      return changes
    },
    beginFill: async () => {},
    write: (rows) => isolateRefusals(rows, writePart),
    async read(keys, names) {
      const { fields, key } = shape!
      const typeOf = (each: string): FieldType => fields.find((field) => field.name === each)!.type
      const rows = await run(
        `select ${names.map(quote).join(', ')} from ${name} where (${key.map(quote).join(', ')}) in (?)`,
        [keys.map((row) => key.map((each) => valueOf(row[each], typeOf(each))))],
      )
      return rows.map((row) =>
        Object.fromEntries(names.map((each) => [each, readValue(row[each], typeOf(each))])),
      )
    },
    finishFill: async () => {},
    state: () => null,
    close: () => connection.end().catch(() => connection.destroy()),
  }
}

const columnTypeOf = (field: TargetShape['fields'][number], key: readonly string[]): string => {
  if (!key.includes(field.name)) return `${columnTypes[field.type]} null`
  return `${field.type === 'string' ? keyText : columnTypes[field.type]} not null`
}

/** MySQL updates the row that collides with any unique index, which with two of them may be another one's. */
function refuseOtherKeys(table: string, key: readonly string[], existing: ExistingTable): void {
  const other = existing.uniqueKeys.find((columns) => columns.some((column) => !key.includes(column)))
  if (other === undefined) return
  const problem = `It has a unique index over ${other.join(', ')} besides the key of the mapping, and MySQL would overwrite whatever row has the same value there.`
  throw mappingErrors.target_unfit(`Table ${table} does not fit the mapping. ${problem}`, {
    details: { table, problems: [problem] },
  })
}

function removeStatement(
  table: string,
  { key, fields, onDelete }: TargetShape,
  rows: readonly OutgoingRow[],
): [string, unknown[]] {
  const typeOf = (name: string): FieldType => fields.find((field) => field.name === name)!.type
  const chosen = `(${key.map(quote).join(', ')}) in (?)`
  const values = rows.map((row) => key.map((name) => valueOf(row.key[name], typeOf(name))))
  const column = quote(deletedField)
  return onDelete === 'mark'
    ? [`update ${table} set ${column} = coalesce(${column}, utc_timestamp(3)) where ${chosen}`, [values]]
    : [`delete from ${table} where ${chosen}`, [values]]
}

async function readTable(
  run: (text: string, values?: unknown[]) => Promise<Record<string, unknown>[]>,
  table: string,
): Promise<ExistingTable | undefined> {
  const columns = await run(
    `select column_name as name, data_type as type, is_nullable = 'YES' as isNullable,
        column_default is not null or extra like '%auto_increment%' as hasDefault,
        extra like '%GENERATED%' and extra not like 'DEFAULT_GENERATED%' as isGenerated
      from information_schema.columns where table_schema = database() and table_name = ? order by ordinal_position`,
    [table],
  )
  if (columns.length === 0) return undefined
  const keys = await run(
    `select index_name as name, column_name as col from information_schema.statistics
      where table_schema = database() and table_name = ? and non_unique = 0 order by index_name, seq_in_index`,
    [table],
  )
  const byName = Map.groupBy(keys, (row) => String(row['name']))
  return {
    columns: columns.map((row): TableColumn => ({
      name: String(row['name']),
      type: String(row['type']).toLowerCase(),
      isNullable: Number(row['isNullable']) === 1,
      hasDefault: Number(row['hasDefault']) === 1,
      isGenerated: Number(row['isGenerated']) === 1,
    })),
    uniqueKeys: [...byName.values()].map((rows) => rows.map((row) => String(row['col']))),
  }
}

function valueOf(value: unknown, type: FieldType): unknown {
  if (value === null || value === undefined) return null
  if (type === 'json' || type === 'list') return JSON.stringify(value)
  if (type === 'boolean') return value === true ? 1 : 0
  if (type === 'datetime' && typeof value === 'string') return value.replace('T', ' ').replace('Z', '')
  return value
}

/** A value of the server as JSON has it. MariaDB's json is a text. */
function readValue(value: unknown, type: FieldType): unknown {
  if (value instanceof Date) return value.toISOString()
  if ((type !== 'json' && type !== 'list') || typeof value !== 'string') return value
  try {
    return JSON.parse(value) as unknown
  } catch {
    return value
  }
}

/** Errors of what was sent: duplicates, values out of range, too long, of the wrong kind, checks, keys, triggers. */
const errorsOfRows = new Set([
  1048, 1062, 1136, 1216, 1264, 1265, 1292, 1364, 1366, 1406, 1411, 1451, 1452, 1525, 1526, 1644, 3140, 3819,
  4025,
])
/** No such table or column, a command that is not understood. */
const errorsOfTarget = new Set([1054, 1064, 1071, 1103, 1118, 1146, 1149, 1170, 1347])
const errorsOfAccess = new Set([1044, 1045, 1049, 1142, 1143, 1227, 1698])

function translate(problem: unknown): unknown {
  const number = problem instanceof Error && 'errno' in problem ? Number(problem.errno) : 0
  const message = messageOf(problem)
  if (errorsOfRows.has(number)) return new RowsRefused(`${message}.`)
  if (errorsOfAccess.has(number))
    return mappingErrors.destination_refused(`MySQL refuses: ${message}`, { cause: problem })
  if (errorsOfTarget.has(number))
    return mappingErrors.target_unfit(`MySQL cannot write there: ${message}`, { cause: problem })
  return mappingErrors.destination_away(`MySQL cannot be used now: ${message}`, { cause: problem })
}
