import { stringify } from 'yaml'
import { hashToken, randomText } from '../platform/tokens.ts'
import { createRunsStore } from '../store/runs.store.ts'
import { createWorkflowsStore } from '../store/workflows.store.ts'
import type { Engine } from './create-engine.ts'
import {
  calledWorkflows,
  checkDefinition,
  checkSource,
  type CheckedDefinition,
} from './definition/check-definition.ts'
import type { Surroundings } from './definition/check-steps.ts'
import { type DefinitionChange, diffDefinitions } from './definition/diff-definitions.ts'
import type { KnownWorkflow } from './definition/keep-definitions.ts'
import type { WorkflowDefinition } from './definition/workflow-definition.ts'
import { problemOf } from './steps/step-failure.ts'
import { resetTimer } from './triggers/fire-schedules.ts'
import { workflowErrors } from './workflows.errors.ts'
import type { WorkflowsOptions } from './workflows.types.ts'

export interface SaveOptions {
  note?: string | undefined
  isEnabled?: boolean | undefined
  /** Who saves, for the list of versions. */
  by: string
}

export interface Applied {
  change: 'created' | 'updated' | 'unchanged'
  workflow: KnownWorkflow | undefined
  from: number | null
  changes: DefinitionChange[]
  checked: CheckedDefinition
  /** Of a workflow with an inbound HTTP trigger that was made now. */
  hookSecret?: string | undefined
}

/** What steps name beside workflows. */
export interface NamesOfOthers {
  mappings: string[]
  destinations: string[]
  secrets: string[]
}

export type Manager = ReturnType<typeof createManager>

const hookLetters = 32

/** Makes, changes and removes workflows; every save is checked and kept as a version. */
export function createManager(
  options: Pick<WorkflowsOptions, 'kysely' | 'clock'> & {
    engine: Engine
    /** Names of what steps can name, for warnings. */
    listNames?: (() => Promise<NamesOfOthers>) | undefined
  },
) {
  const { kysely, clock, engine, listNames } = options
  const store = createWorkflowsStore(kysely)
  const runs = createRunsStore(kysely)

  async function surroundings(): Promise<Surroundings> {
    const [known, names] = await Promise.all([engine.definitions.list(), listNames?.()])
    return {
      workflows: new Map(known.map(({ key, definition }) => [key, calledWorkflows(definition)])),
      ...(names !== undefined && {
        mappings: new Set(names.mappings),
        destinations: new Set(names.destinations),
        secrets: new Set(names.secrets),
      }),
    }
  }

  /** The workflow with an id, or a key. */
  async function find(idOrKey: string): Promise<KnownWorkflow> {
    const known = await engine.definitions.list()
    const found = known.find(({ id, key }) => id === idOrKey || key === idOrKey)
    if (found === undefined)
      throw workflowErrors.workflow_unknown(`There is no workflow ${idOrKey.slice(0, 100)}`)
    return found
  }

  /** @throws `workflows.definition_invalid` */
  async function demand(checked: CheckedDefinition): Promise<WorkflowDefinition & { key: string }> {
    const { definition, isValid, issues } = checked
    if (definition === undefined || !isValid) {
      const [first] = issues.filter(({ severity }) => severity === 'error')
      throw workflowErrors.definition_invalid(
        `The definition cannot be used: ${first?.path ?? ''} ${first?.message ?? ''}`.trim(),
        { details: { issues } },
      )
    }
    const key = definition.key ?? (await freeKey(definition.name))
    return { ...definition, key }
  }

  async function freeKey(name: string): Promise<string> {
    const base = keyOf(name)
    const taken = new Set((await engine.definitions.list()).map(({ key }) => key))
    if (!taken.has(base)) return base
    for (let number = 2; ; number++) if (!taken.has(`${base}-${number}`)) return `${base}-${number}`
  }

  async function changed(id: string): Promise<KnownWorkflow> {
    engine.definitions.forget()
    const workflow = await find(id)
    await resetTimer({ kysely, clock }, workflow)
    return workflow
  }

  async function create(
    checked: CheckedDefinition,
    save: SaveOptions & { template?: string | undefined },
  ): Promise<{ workflow: KnownWorkflow; hookSecret?: string } | undefined> {
    const definition = await demand(checked)
    const id = await store.insert({
      key: definition.key,
      name: definition.name,
      definition,
      note: save.note,
      createdBy: save.by,
      isEnabled: save.isEnabled ?? false,
      template: save.template,
    })
    if (id === undefined) return undefined
    if (definition.trigger.type !== 'http') return { workflow: await changed(id) }
    const hookSecret = await renewHook(id)
    return { workflow: await changed(id), hookSecret }
  }

  async function update(
    workflow: KnownWorkflow,
    checked: CheckedDefinition,
    save: SaveOptions & { expectedVersion?: number | undefined },
  ): Promise<KnownWorkflow> {
    const wanted = await demand(
      checked.definition === undefined
        ? checked
        : { ...checked, definition: { ...checked.definition, key: checked.definition.key ?? workflow.key } },
    )
    const write = {
      key: wanted.key,
      name: wanted.name,
      definition: wanted,
      note: save.note,
      createdBy: save.by,
    }
    await store.save(workflow.id, write, save.expectedVersion)
    if (save.isEnabled !== undefined) await store.change(workflow.id, { isEnabled: save.isEnabled })
    return changed(workflow.id)
  }

  /** Gives the inbound HTTP trigger a new secret, which is told this once. */
  async function renewHook(id: string): Promise<string> {
    const secret = randomText(hookLetters)
    await store.setHook(id, hashToken(secret))
    engine.definitions.forget()
    return secret
  }

  return {
    find,
    list: () => engine.definitions.list(),
    countRuns: () => store.countRuns(),
    listVersions: (id: string) => store.listVersions(id),
    renewHook,

    check: async (value: unknown) => checkDefinition(value, clock.now(), await surroundings()),
    checkText: async (text: string) => checkSource(text, clock.now(), await surroundings()),

    /** @throws `workflows.definition_invalid`, `store.key_taken` */
    async create(value: unknown, save: SaveOptions) {
      const made = await create(checkDefinition(value, clock.now(), await surroundings()), save)
      return made!
    },

    /** Makes a workflow of a template; undefined when there is one already. */
    createFrom: async (template: string, value: unknown, save: SaveOptions) =>
      create(checkDefinition(value, clock.now(), await surroundings()), { ...save, template }),

    /** @throws `workflows.workflow_unknown`, `workflows.definition_invalid`, `store.version_conflict`, `store.key_taken` */
    async save(id: string, value: unknown, save: SaveOptions & { expectedVersion?: number | undefined }) {
      return update(await find(id), checkDefinition(value, clock.now(), await surroundings()), save)
    },

    /** Makes or updates the workflow a text tells of, by its key; a text that changes nothing saves nothing. */
    async apply(text: string, save: SaveOptions & { dryRun: boolean }): Promise<Applied> {
      const checked = checkSource(text, clock.now(), await surroundings())
      const wanted = await demand(checked)
      const key = checked.definition?.key ?? keyOf(wanted.name)
      const existing = (await engine.definitions.list()).find((one) => one.key === key)
      const changes = diffDefinitions(existing?.definition ?? {}, { ...wanted, key })
      if (existing === undefined) {
        const empty = { change: 'created' as const, workflow: undefined, from: null, changes, checked }
        if (save.dryRun) return empty
        const made = await create(checked, { ...save, isEnabled: save.isEnabled ?? true })
        return { ...empty, workflow: made?.workflow, hookSecret: made?.hookSecret }
      }
      const isSame = changes.length === 0
      const facts = { from: existing.version, changes, checked }
      if (save.dryRun || isSame) {
        const isSwitched = !save.dryRun && save.isEnabled !== undefined
        if (isSwitched) await store.change(existing.id, { isEnabled: save.isEnabled })
        const workflow = isSwitched ? await changed(existing.id) : existing
        return { change: isSame ? 'unchanged' : 'updated', workflow, ...facts }
      }
      return { change: 'updated', workflow: await update(existing, checked, save), ...facts }
    },

    async patch(
      id: string,
      change: { isEnabled?: boolean | undefined; isPaused?: boolean | undefined },
    ): Promise<KnownWorkflow> {
      const workflow = await find(id)
      await store.change(workflow.id, change)
      const now = await changed(workflow.id)
      if (change.isPaused === false && workflow.isPaused) {
        await runs.resumeWorkflow(workflow.id)
        engine.wake()
      }
      return now
    },

    /** Removes a workflow and cancels its runs. */
    async remove(id: string): Promise<void> {
      const workflow = await find(id)
      await store.remove(workflow.id)
      engine.definitions.forget()
      await runs.cancelAll(workflow.id, problemOf(workflowErrors.cancelled('The workflow was deleted')))
    },

    /** @throws `workflows.workflow_unknown` when a version is not there */
    async diff(id: string, from: number | undefined, to: number | undefined) {
      const workflow = await find(id)
      const newer = to ?? workflow.version
      const older = from ?? newer - 1
      const [before, after] = await Promise.all(
        [older, newer].map(async (version) =>
          version === 0 ? {} : await store.findVersion(workflow.id, version),
        ),
      )
      if (before === undefined || after === undefined)
        throw workflowErrors.workflow_unknown(
          `The workflow has no version ${before === undefined ? older : newer}`,
        )
      return { from: older === 0 ? null : older, to: newer, changes: diffDefinitions(before, after) }
    },

    /** The definition as a file. */
    async export(id: string, format: 'yaml' | 'json'): Promise<string> {
      const { definition, key } = await find(id)
      const file = withoutDefaults({ key, ...definition })
      return format === 'json'
        ? `${JSON.stringify(file, undefined, 2)}\n`
        : stringify(file, { lineWidth: 110 })
    },
  }
}

/** `Weekly statistics (e-mail)` becomes `weekly-statistics-e-mail`. */
export function keyOf(name: string): string {
  const key = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 70)
  return key === '' ? 'workflow' : key
}

/** Files say what was meant and leave out what goes without saying. */
function withoutDefaults(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutDefaults)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, item]) => {
      const isEmpty =
        (['filters', 'else', 'otherwise', 'add', 'remove'].includes(name) &&
          Array.isArray(item) &&
          item.length === 0) ||
        (['params', 'headers', 'path', 'query'].includes(name) &&
          typeof item === 'object' &&
          item !== null &&
          Object.keys(item).length === 0)
      return isEmpty || item === undefined ? [] : [[name, withoutDefaults(item)]]
    }),
  )
}
