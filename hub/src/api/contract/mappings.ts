/**
 * Mappings: how records of the hub become records of your own, and where these are written.
 */
import { z } from 'zod'
import { PageQuery } from './shapes.ts'

/** Names a mapping in files and paths. */
export const MappingName = z
  .string()
  .regex(/^[a-z][a-z0-9_-]{0,79}$/, 'must be lower-case letters, digits, dashes and underscores')

export const mappingSourceKinds = [
  'post',
  'tag',
  'tag_with_details',
  'account',
  'category',
  'comment',
  'statistic',
  'contact',
  'event',
] as const
export const MappingSource = z
  .strictObject({
    kind: z.enum(mappingSourceKinds),
    /** For `event`: exact types, or prefixes ending in `.*`; all without this. */
    eventTypes: z.array(z.string().min(1).max(100)).max(50).optional(),
  })
  .meta({ id: 'MappingSource' })
export type MappingSource = z.infer<typeof MappingSource>

export const mappingFieldTypes = [
  'string',
  'number',
  'integer',
  'boolean',
  'date',
  'datetime',
  'json',
  'list',
] as const

const Source = z.string().max(20_000)
const Pattern = z.string().min(1).max(100)

/** One change of a value; lists are changed item by item. */
export const MappingTransform = z
  .discriminatedUnion('use', [
    /** A list to one text. */
    z.strictObject({ use: z.literal('join'), separator: z.string().max(100) }),
    /** A text to a list, or to its part `take` (from 1; from -1 at the end). */
    z.strictObject({
      use: z.literal('split'),
      separator: z.string().max(100),
      take: z.int().min(-1000).max(1000).optional(),
    }),
    /** `from` and `to`: `iso`, `unix`, `unix_ms`, `date` (to only), or a pattern such as `dd.MM.yyyy HH:mm`. */
    z.strictObject({
      use: z.literal('date'),
      from: Pattern.optional(),
      zone: z.string().max(60).optional(),
      to: Pattern.optional(),
      toZone: z.string().max(60).optional(),
    }),
    z.strictObject({
      use: z.literal('number'),
      decimal: z.enum(['.', ',']).optional(),
      round: z.int().min(0).max(12).optional(),
    }),
    z.strictObject({
      use: z.literal('lookup'),
      table: z.record(z.string().max(500), z.unknown()),
      otherwise: z.enum(['empty', 'keep', 'error']).optional(),
    }),
    z.strictObject({ use: z.literal('case'), to: z.enum(['lower', 'upper', 'title', 'trim']) }),
    z.strictObject({ use: z.literal('replace'), find: z.string().max(500), with: z.string().max(500) }),
    /** Liquid over `value` and `record`. */
    z.strictObject({ use: z.literal('template'), template: Source }),
    /** JSONata over `value` and `record`. */
    z.strictObject({ use: z.literal('expression'), expression: Source }),
  ])
  .meta({ id: 'MappingTransform' })
export type MappingTransform = z.infer<typeof MappingTransform>

const Path = z.string().max(500)

/** Where a value begins: a path, several, a constant, a Liquid template or a JSONata expression over the record. */
export const MappingFrom = z
  .union([
    z.strictObject({ path: Path }),
    z.strictObject({ paths: z.array(Path).min(1).max(50) }),
    z.strictObject({ constant: z.unknown() }),
    z.strictObject({ template: Source }),
    z.strictObject({ expression: Source }),
  ])
  .meta({ id: 'MappingFrom' })
export type MappingFrom = z.infer<typeof MappingFrom>

export const MappingField = z
  .strictObject({
    name: z.string().max(100),
    type: z.enum(mappingFieldTypes),
    from: MappingFrom,
    transforms: z.array(MappingTransform).max(30).optional(),
    required: z.boolean().optional(),
    default: z.unknown().optional(),
  })
  .meta({ id: 'MappingField' })
export type MappingField = z.infer<typeof MappingField>

export const MappingDefinition = z
  .strictObject({
    title: z.string().max(100).optional(),
    description: z.string().max(1000).optional(),
    source: MappingSource,
    /** null: every location. */
    locationIds: z.array(z.string().min(1).max(200)).min(1).max(1000).nullable().default(null),
    fields: z.array(MappingField).max(300),
    /** Names of the fields that tell one record from another. */
    key: z.array(z.string().max(100)).min(1).max(10),
  })
  .meta({ id: 'MappingDefinition' })
export type MappingDefinition = z.infer<typeof MappingDefinition>

/** What is wrong with a definition; `path` leads into it, such as `fields.2.from.path`. */
export const MappingIssue = z.object({ path: z.string(), message: z.string() })
export type MappingIssue = z.infer<typeof MappingIssue>

export const Mapping = z
  .object({
    id: z.string(),
    name: z.string(),
    /** The version in use; null while none was published. */
    activeVersion: z.int().nullable(),
    definition: MappingDefinition.nullable(),
    /** What is being worked on; null when there is nothing. */
    draft: MappingDefinition.nullable(),
    draftChangedAt: z.string().nullable(),
    createdAt: z.string(),
    updatedAt: z.string(),
  })
  .meta({ id: 'Mapping' })
export type Mapping = z.infer<typeof Mapping>

export const SaveMapping = z
  .object({
    definition: MappingDefinition,
    /** Keep it as a draft instead of putting it to use. */
    draft: z.boolean().default(false),
  })
  .meta({ id: 'SaveMapping' })
export type SaveMapping = z.input<typeof SaveMapping>

/** A saved mapping; `isNew`: a version came to be, and everything it is written to is written again. */
export const SavedMapping = Mapping.extend({
  isNew: z.boolean(),
  /** What still keeps a draft from being published. */
  issues: z.array(MappingIssue),
}).meta({ id: 'SavedMapping' })
export type SavedMapping = z.infer<typeof SavedMapping>

export const MappingVersion = z
  .object({
    version: z.int(),
    definition: MappingDefinition,
    createdAt: z.string(),
    createdBy: z.string().nullable(),
  })
  .meta({ id: 'MappingVersion' })
export type MappingVersion = z.infer<typeof MappingVersion>

/** One difference between two versions. */
export const MappingChange = z
  .object({
    subject: z.string(),
    kind: z.enum(['field', 'setting']),
    change: z.enum(['added', 'removed', 'changed']),
    before: z.unknown(),
    after: z.unknown(),
  })
  .meta({ id: 'MappingChange' })
export type MappingChange = z.infer<typeof MappingChange>

export const MappingDiffQuery = z.object({
  from: z.coerce.number().int().min(1),
  to: z.union([z.literal('draft'), z.coerce.number().int().min(1)]).default('draft'),
})

export const SampleRequest = z
  .object({
    source: MappingSource,
    locationIds: z.array(z.string().min(1).max(200)).max(1000).nullable().default(null),
    limit: z.int().min(1).max(20).default(20),
  })
  .meta({ id: 'SampleRequest' })
export type SampleRequest = z.input<typeof SampleRequest>

/** Records as a mapping reads them, and the paths at which they have values. */
export const MappingSample = z
  .object({
    records: z.array(z.record(z.string(), z.unknown())),
    paths: z.array(
      z.object({
        path: z.string(),
        type: z.enum(mappingFieldTypes),
        example: z.unknown(),
        /** In how many of the records there is a value. */
        filled: z.int(),
      }),
    ),
  })
  .meta({ id: 'MappingSample' })
export type MappingSample = z.infer<typeof MappingSample>

export const PreviewRequest = z
  .object({ definition: MappingDefinition, limit: z.int().min(1).max(20).default(20) })
  .meta({ id: 'PreviewRequest' })
export type PreviewRequest = z.input<typeof PreviewRequest>

export const MappingFieldError = z.object({
  field: z.string(),
  /** Which transform failed, from 0. */
  transform: z.int().optional(),
  message: z.string(),
})
export type MappingFieldError = z.infer<typeof MappingFieldError>

/** Real records through a definition: for each the record it becomes, or what is wrong with it. */
export const MappingPreview = z
  .object({
    issues: z.array(MappingIssue),
    rows: z.array(
      z.object({
        source: z.record(z.string(), z.unknown()),
        record: z.record(z.string(), z.unknown()).nullable(),
        errors: z.array(MappingFieldError),
      }),
    ),
  })
  .meta({ id: 'MappingPreview' })
export type MappingPreview = z.infer<typeof MappingPreview>

export const MappedRecordQuery = PageQuery.extend({ locationId: z.string().max(200).optional() })

/** The hub's own table of a mapping, as its records are now. */
export const MappedRecordPage = z
  .object({
    items: z.array(z.record(z.string(), z.unknown())),
    nextCursor: z.string().nullable(),
    /** Records of this page that could not be mapped. */
    problems: z.array(z.object({ sourceId: z.string(), locationId: z.string(), message: z.string() })),
  })
  .meta({ id: 'MappedRecordPage' })

// Destinations ------------------------------------------------------------------------------------------------

export const destinationKinds = ['postgres', 'mysql', 'http', 'file'] as const
export const DestinationKind = z.enum(destinationKinds)
export type DestinationKind = z.infer<typeof DestinationKind>

const server = (port: number) =>
  z.strictObject({
    host: z.string().trim().min(1).max(253),
    port: z.int().min(1).max(65_535).default(port),
    database: z.string().trim().min(1).max(63),
    user: z.string().min(1).max(63),
    /** `verify` checks the certificate; `require` encrypts only. */
    tls: z.enum(['off', 'require', 'verify']).default('off'),
  })
const DestinationName = z.string().trim().min(1).max(80)
const Secret = z.string().max(1000)
const SigningSecret = z
  .string()
  .max(200)
  .regex(/^whsec_[A-Za-z0-9+/]{32,}={0,2}$/, 'must be whsec_ and at least 24 bytes in base64')

const settingsOf = {
  postgres: server(5432),
  mysql: server(3306),
  http: z.strictObject({
    url: z.url({ protocol: /^https?$/, error: 'must be an http or https address' }).max(2000),
    /** Records in one request. */
    batchSize: z.int().min(1).max(1000).optional(),
  }),
  file: z.strictObject({
    format: z.enum(['ndjson', 'csv']),
    /** `replace`: the records as they are, put in place whole. `append`: a line for each change. */
    mode: z.enum(['replace', 'append']).default('replace'),
  }),
}

const oneOf = <Shape extends z.ZodRawShape>(shape: Shape) => {
  const withPassword = { ...shape, secret: Secret.optional() }
  return z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('postgres'), settings: settingsOf.postgres, ...withPassword }),
    z.object({ kind: z.literal('mysql'), settings: settingsOf.mysql, ...withPassword }),
    z.object({
      kind: z.literal('http'),
      settings: settingsOf.http,
      ...shape,
      secret: SigningSecret.optional(),
    }),
    z.object({ kind: z.literal('file'), settings: settingsOf.file, ...withPassword }),
  ])
}

/**
 * `secret`: the password, or what requests are signed with (`whsec_…`; the hub makes one when it is left out). In a
 * change, the stored one stays when it is left out.
 */
export const CreateDestination = oneOf({ name: DestinationName }).meta({
  id: 'CreateDestination',
})
export type CreateDestination = z.input<typeof CreateDestination>

/** Tests settings that are not stored yet. */
export const TestDestination = oneOf({}).meta({ id: 'TestDestination' })
export type TestDestination = z.input<typeof TestDestination>

export const DestinationTest = z.object({ message: z.string() }).meta({ id: 'DestinationTest' })

export const Destination = z
  .object({
    id: z.string(),
    name: z.string(),
    kind: DestinationKind,
    settings: z.record(z.string(), z.unknown()),
    hasSecret: z.boolean(),
    createdAt: z.string(),
    updatedAt: z.string(),
  })
  .meta({ id: 'Destination' })
export type Destination = z.infer<typeof Destination>

export const CreatedDestination = Destination.extend({
  /** The signing secret the hub made; only this answer contains it. */
  secret: z.string().nullable(),
}).meta({ id: 'CreatedDestination' })
export type CreatedDestination = z.infer<typeof CreatedDestination>

// Outputs -----------------------------------------------------------------------------------------------------

/** Who wins, by field, when a field changed in the hub and in the table. */
export const TwoWay = z.record(z.string().min(1).max(100), z.enum(['hub', 'table'])).meta({ id: 'TwoWay' })
export type TwoWay = z.infer<typeof TwoWay>

export const CreateMappingOutput = z
  .object({
    mapping: MappingName,
    destinationId: z.uuid(),
    /** The table, the file, or the name that requests carry. */
    target: z.string().trim().min(1).max(200),
    /** What becomes of rows whose record is deleted. */
    onDelete: z.enum(['delete', 'mark']).default('delete'),
    /** Fields whose changes in the table come back to the tag's details. */
    twoWay: TwoWay.default({}),
  })
  .meta({ id: 'CreateMappingOutput' })
export type CreateMappingOutput = z.input<typeof CreateMappingOutput>

/** A mapping being written to a destination. */
export const MappingOutput = z
  .object({
    id: z.string(),
    mapping: z.string(),
    destination: z.object({ id: z.string(), name: z.string(), kind: DestinationKind }),
    target: z.string(),
    onDelete: z.enum(['delete', 'mark']),
    /** `filling`: everything is being written; `following`: only what changes. */
    state: z.enum(['filling', 'following']),
    isPaused: z.boolean(),
    version: z.int(),
    fill: z.object({
      done: z.int(),
      total: z.int().nullable(),
      startedAt: z.string().nullable(),
      finishedAt: z.string().nullable(),
    }),
    /** Changed records that are not written yet. */
    waiting: z.int(),
    /** Rows that cannot be written. */
    quarantined: z.int(),
    written: z.int(),
    lastWrittenAt: z.string().nullable(),
    /** Fields whose changes in the table come back. */
    twoWay: TwoWay,
    /** Rows whose changes came back. */
    taken: z.int(),
    lastTakenAt: z.string().nullable(),
    /** Why nothing can be written now; the hub tries again at `retryAt`. */
    problem: z
      .object({
        code: z.string(),
        message: z.string(),
        hint: z.string().nullable(),
        failures: z.int(),
        retryAt: z.string().nullable(),
      })
      .nullable(),
    createdAt: z.string(),
  })
  .meta({ id: 'MappingOutput' })
export type MappingOutput = z.infer<typeof MappingOutput>

export const MappingOutputQuery = z.object({
  mapping: MappingName.optional(),
  destinationId: z.uuid().optional(),
})

/** A row that is held back, and why. */
export const QuarantinedRow = z
  .object({
    outputId: z.string(),
    locationId: z.string(),
    sourceId: z.string(),
    /** `mapping`: the record cannot be mapped; `refused`: the destination does not take the row. */
    reason: z.enum(['mapping', 'refused']),
    message: z.string(),
    errors: z.array(MappingFieldError),
    record: z.record(z.string(), z.unknown()).nullable(),
    attempts: z.int(),
    firstAt: z.string(),
    lastAt: z.string(),
  })
  .meta({ id: 'QuarantinedRow' })
export type QuarantinedRow = z.infer<typeof QuarantinedRow>

const QuarantineKey = z.object({
  locationId: z.string().min(1).max(500),
  sourceId: z.string().min(1).max(1000),
})

export const RetryQuarantined = z
  .object({
    /** All without this. */
    rows: z.array(QuarantineKey).min(1).max(1000).optional(),
  })
  .meta({ id: 'RetryQuarantined' })
export type RetryQuarantined = z.input<typeof RetryQuarantined>

export const DismissQuarantined = QuarantineKey.meta({ id: 'DismissQuarantined' })
