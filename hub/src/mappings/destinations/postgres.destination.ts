import { Client } from 'pg'
import { messageOf } from '../../platform/errors.ts'
import { storableJson, storableText } from '../../store/canonical-json.ts'
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

export interface ServerSettings {
  host: string
  port: number
  database: string
  user: string
  /** `verify` checks the certificate; `require` encrypts only. */
  tls: 'off' | 'require' | 'verify'
}

const columnTypes: Record<FieldType, string> = {
  string: 'text',
  number: 'double precision',
  integer: 'bigint',
  boolean: 'boolean',
  date: 'date',
  datetime: 'timestamp with time zone',
  json: 'jsonb',
  list: 'jsonb',
}
const texts = ['text', 'character varying', 'character', 'citext']
const accepts: Record<FieldType, readonly string[]> = {
  string: [...texts, 'uuid', 'name'],
  number: ['double precision', 'real', 'numeric'],
  integer: ['bigint', 'integer', 'smallint', 'numeric', 'double precision'],
  boolean: ['boolean'],
  date: ['date', 'timestamp with time zone', 'timestamp without time zone'],
  datetime: ['timestamp with time zone', 'timestamp without time zone'],
  json: ['jsonb', 'json'],
  list: ['jsonb', 'json'],
}

/** A table in a PostgreSQL server of the user's own. */
export function postgresDestination(settings: ServerSettings, password: string | undefined): Destination {
  return {
    takesChanges: true,
    checkTarget: (target) =>
      splitName(target) === undefined
        ? 'A table is named "table" or "schema.table", with letters, digits and underscores.'
        : undefined,
    async test() {
      const client = await connect(settings, password)
      try {
        const { rows } = await client.query<{ version: string; may_create: boolean }>(
          `select current_setting('server_version') as version,
            has_schema_privilege(current_schema(), 'create') as may_create`,
        )
        const { version, may_create: mayCreate } = rows[0]!
        return `PostgreSQL ${version} answers. ${mayCreate ? 'This user may create tables.' : 'This user may not create tables: name tables that exist.'}`
      } finally {
        await client.end()
      }
    },
    async open(target) {
      const client = await connect(settings, password)
      return createWriter(client, splitName(target)!)
    },
  }
}

async function connect(settings: ServerSettings, password: string | undefined): Promise<Client> {
  const client = new Client({
    host: settings.host,
    port: settings.port,
    database: settings.database,
    user: settings.user,
    password: password ?? '',
    ssl: settings.tls === 'off' ? false : { rejectUnauthorized: settings.tls === 'verify' },
    connectionTimeoutMillis: 10_000,
    query_timeout: 120_000,
    keepAlive: true,
    application_name: 'causeway',
  })
  // What breaks while nobody asks is told by the next question.
  client.on('error', () => {})
  try {
    await client.connect()
    return client
  } catch (problem) {
    await client.end().catch(() => {})
    throw translate(problem)
  }
}

interface TableName {
  schema: string | undefined
  table: string
}

function splitName(target: string): TableName | undefined {
  const parts = target.split('.')
  const isRight = parts.length <= 2 && parts.every((part) => /^[\p{L}_][\p{L}\p{N}_$]{0,62}$/u.test(part))
  if (!isRight) return undefined
  const [first, second] = parts
  return second === undefined ? { schema: undefined, table: first! } : { schema: first, table: second }
}

const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`

function createWriter(client: Client, { schema, table }: TableName): Writer {
  const name = schema === undefined ? quote(table) : `${quote(schema)}.${quote(table)}`
  const shown = schema === undefined ? table : `${schema}.${table}`
  let statements: Statements | undefined

  async function run(text: string, values: unknown[] = [], label?: string) {
    try {
      return await client.query<Record<string, unknown>>(
        label === undefined ? { text, values } : { name: label, text, values },
      )
    } catch (problem) {
      throw translate(problem)
    }
  }

  /** All or none: one statement by itself, or deletions and rows in one transaction. */
  async function writePart(rows: readonly OutgoingRow[]): Promise<void> {
    const { upsert, remove } = statements!
    const upserts = rows.filter(({ operation }) => operation === 'upsert')
    const removals = rows.filter(({ operation }) => operation === 'delete')
    const isBoth = upserts.length > 0 && removals.length > 0
    if (isBoth) await run('begin')
    try {
      if (removals.length > 0) await run(remove.text, remove.valuesOf(removals), 'remove')
      if (upserts.length > 0) await run(upsert.text, upsert.valuesOf(upserts), 'upsert')
      if (isBoth) await run('commit')
    } catch (problem) {
      if (isBoth) await client.query('rollback').catch(() => {})
      throw problem
    }
  }

  return {
    async prepare(shape) {
      const fields = withDeletion(shape)
      const full = { ...shape, fields }
      await refuseHubsOwn(run, schema, shown)
      let existing = await readTable(run, name)
      const changes: string[] = []
      if (existing === undefined) {
        const columns = fields.map((field) => {
          const needed = shape.key.includes(field.name) ? ' not null' : ''
          return `${quote(field.name)} ${columnTypes[field.type]}${needed}`
        })
        await run(
          `create table if not exists ${name} (${columns.join(', ')}, primary key (${shape.key.map(quote).join(', ')}))`,
        )
        changes.push(`Table ${shown} was created.`)
        existing = (await readTable(run, name))!
      }
      for (const field of matchTable(shown, full, existing, accepts)) {
        await run(
          `alter table ${name} add column if not exists ${quote(field.name)} ${columnTypes[field.type]}`,
        )
        changes.push(`Column "${field.name}" was added to ${shown}.`)
      }
      const types = new Map(existing.columns.map((column) => [column.name, column.type]))
      const typeOf = (field: { name: string; type: FieldType }) =>
        types.get(field.name) ?? columnTypes[field.type]
      // Columns may have changed since the connection prepared its statements.
      await run('deallocate all')
      statements = makeStatements(name, full, typeOf)
      return changes
    },
    beginFill: async () => {},
    write: (rows) => isolateRefusals(rows, writePart),
    async read(keys, names) {
      const statement = statements!.read(names)
      return (await run(statement.text, statement.valuesOf(keys))).rows
    },
    finishFill: async () => {},
    state: () => null,
    close: () => client.end().catch(() => {}),
  }
}

/** The hub's own tables are no place to write to: a mapping could fit one of them by chance. */
async function refuseHubsOwn(run: Run, schema: string | undefined, shown: string): Promise<void> {
  const place = schema === undefined ? 'current_schema()' : `'${schema}'`
  const { rows } = await run(
    `select 1 from information_schema.columns where table_schema = ${place} and table_name = 'schema_migrations'
      and column_name = 'checksum'
      and exists (select 1 from information_schema.tables where table_schema = ${place} and table_name = 'mapping_outputs')`,
  )
  if (rows.length > 0)
    throw mappingErrors.target_unfit(
      `${shown} would stand among the hub's own tables. Make a schema of your own (create schema mine) and write to mine.${shown.split('.').at(-1)!}.`,
    )
}

const withDeletion = (shape: TargetShape): TargetShape['fields'] =>
  shape.onDelete === 'mark'
    ? [...shape.fields, { name: deletedField, type: 'datetime', required: false }]
    : shape.fields

type Run = (text: string, values?: unknown[]) => Promise<{ rows: Record<string, unknown>[] }>

async function readTable(run: Run, name: string): Promise<ExistingTable | undefined> {
  const { rows: found } = await run(
    'select to_regclass($1)::oid as id, relkind from pg_class where oid = to_regclass($1)',
    [name],
  )
  const table = found[0]
  if (table === undefined) return undefined
  if (!['r', 'p'].includes(String(table['relkind'])))
    throw mappingErrors.target_unfit(`${name} is not a table: rows can only be written to tables.`)
  const { rows: columns } = await run(
    `select attname as name, format_type(atttypid, null) as type, not attnotnull as "isNullable",
        atthasdef or attidentity <> '' as "hasDefault",
        attgenerated <> '' or attidentity = 'a' as "isGenerated"
      from pg_attribute where attrelid = $1 and attnum > 0 and not attisdropped order by attnum`,
    [table['id']],
  )
  const { rows: keys } = await run(
    `select (select json_agg(attname) from pg_attribute where attrelid = indrelid and attnum = any(indkey::int2[])) as columns
      from pg_index where indrelid = $1 and indisunique and indisvalid and indimmediate and indpred is null
        and indexprs is null`,
    [table['id']],
  )
  return {
    columns: columns as unknown as TableColumn[],
    uniqueKeys: keys.map((row) => row['columns'] as string[]),
  }
}

interface Statement {
  text: string
  valuesOf(rows: readonly OutgoingRow[]): unknown[]
}
interface Statements {
  upsert: Statement
  remove: Statement
  read(names: readonly string[]): {
    text: string
    valuesOf(keys: readonly Record<string, unknown>[]): unknown[]
  }
}

/** One array of texts for each column: the server reads a thousand rows from it faster than from as many values. */
function makeStatements(
  table: string,
  { fields, key, onDelete }: TargetShape,
  typeOf: (field: TargetShape['fields'][number]) => string,
): Statements {
  const listed = (count: number) =>
    Array.from({ length: count }, (_, place) => `$${place + 1}::text[]`).join(', ')
  const names = fields.map(({ name }) => quote(name))
  const cast = fields.map((field, place) => `c${place}::${typeOf(field)}`)
  const columns = fields.map((_, place) => `c${place}`)
  const others = fields.filter(({ name }) => !key.includes(name)).map(({ name }) => quote(name))
  const change =
    others.length === 0
      ? 'do nothing'
      : `do update set ${others.map((name) => `${name} = excluded.${name}`).join(', ')}`
  const keyFields = fields.filter(({ name }) => key.includes(name))
  const matches = keyFields
    .map((field, place) => `t.${quote(field.name)} = c${place}::${typeOf(field)}`)
    .join(' and ')
  const keyed = `unnest(${listed(keyFields.length)}) as u(${keyFields.map((_, place) => `c${place}`).join(', ')})`
  return {
    upsert: {
      text: `insert into ${table} (${names.join(', ')}) select ${cast.join(', ')}
        from unnest(${listed(fields.length)}) as u(${columns.join(', ')})
        on conflict (${key.map(quote).join(', ')}) ${change}`,
      valuesOf: (rows) =>
        fields.map(({ name, type }) => arrayOf(rows, (row) => textOf(row.record![name], type))),
    },
    remove: {
      text:
        onDelete === 'mark'
          ? `update ${table} t set ${quote(deletedField)} = coalesce(t.${quote(deletedField)}, now()) from ${keyed} where ${matches}`
          : `delete from ${table} t using ${keyed} where ${matches}`,
      valuesOf: (rows) =>
        keyFields.map(({ name, type }) => arrayOf(rows, (row) => textOf(row.key[name], type))),
    },
    read: (names) => ({
      // As JSON, so that every type of the server arrives in a form that is known.
      text: `select ${names.map((name) => `to_jsonb(t.${quote(name)}) as ${quote(name)}`).join(', ')}
        from ${keyed} join ${table} t on ${matches}`,
      valuesOf: (keys) => keyFields.map(({ name, type }) => arrayOf(keys, (key) => textOf(key[name], type))),
    }),
  }
}

/** An array of texts as PostgreSQL reads it; the driver's own way looks at each value with several expressions. */
function arrayOf<Row>(rows: readonly Row[], valueOf: (row: Row) => string | null): string {
  let text = '{'
  for (const row of rows) {
    const value = valueOf(row)
    if (text.length > 1) text += ','
    if (value === null) text += 'NULL'
    else if (/["\\]/.test(value)) text += `"${value.replaceAll(/["\\]/g, String.raw`\$&`)}"`
    else text += `"${value}"`
  }
  return `${text}}`
}

function textOf(value: unknown, type: FieldType): string | null {
  if (value === null || value === undefined) return null
  if (type === 'json' || type === 'list') return storableJson(value)
  if (typeof value === 'string') return value.includes('\0') ? storableText(value) : value
  // What is left are numbers and truth values.
  return JSON.stringify(value)
}

/** Rows at fault, a target that changed, a refusal, or a server that is away. */
function translate(problem: unknown): unknown {
  const code = problem instanceof Error && 'code' in problem ? String(problem.code) : ''
  const message = messageOf(problem)
  const isOfRows = /^(22|23|44)/.test(code) || code === 'P0001' || code === '54000'
  if (isOfRows) return new RowsRefused(`${message}.`)
  if (/^(28|42501|3D)/.test(code))
    return mappingErrors.destination_refused(`PostgreSQL refuses: ${message}`, { cause: problem })
  if (/^(42|3F|0A)/.test(code))
    return mappingErrors.target_unfit(`PostgreSQL cannot write there: ${message}`, { cause: problem })
  return mappingErrors.destination_away(`PostgreSQL cannot be used now: ${message}`, { cause: problem })
}
