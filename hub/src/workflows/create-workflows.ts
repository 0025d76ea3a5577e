import { messageOf } from '../platform/errors.ts'
import { createHubSettingsStore } from '../store/hub-settings.store.ts'
import { createRunListsStore, type RunFilter } from '../store/runs-lists.store.ts'
import { createWorkflowsStore } from '../store/workflows.store.ts'
import { createWrittenRecordsStore } from '../store/workflows-records.store.ts'
import { createTimersStore } from '../store/timers.store.ts'
import { createEngine } from './create-engine.ts'
import { createRehearsal } from './dry-run.ts'
import { visitSteps } from './definition/visit-steps.ts'
import { createManager, type NamesOfOthers } from './manage-workflows.ts'
import { keepSecrets, type SecretsOptions } from './secrets/keep-secrets.ts'
import { secretsInStep } from './secrets/secret-references.ts'
import { createStarter } from './start-by-hand.ts'
import { createTemplates } from './switch-on-templates.ts'
import type { WorkflowsOptions } from './workflows.types.ts'

export type Workflows = ReturnType<typeof createWorkflows>

/** How often it is looked whether a first location was connected, until the default workflows are made. */
const firstConnectMs = 2000
const mostRetried = 1000

/**
 * Workflows: definitions, what starts them, their runs. Events, times and requests come in; calls to the CRM, requests
 * to others and records go out. It never talks to the CRM but through the gateway.
 */
export function createWorkflows(
  given: Omit<WorkflowsOptions, 'openSecret'> & {
    keyring: SecretsOptions['keyring']
    /** Names of mappings and destinations, for warnings. */
    listNames?: (() => Promise<Omit<NamesOfOthers, 'secrets'>>) | undefined
  },
) {
  const secrets = keepSecrets({ ...given, usersOf: usersOfSecret })
  const options: WorkflowsOptions = { ...given, openSecret: (name) => secrets.open(name) }
  const { kysely } = options
  const log = options.log.child({ part: 'workflows' })
  const { listNames } = given
  const engine = createEngine(options)
  const manager = createManager({
    ...options,
    engine,
    ...(listNames !== undefined && {
      listNames: async () => ({ ...(await listNames()), secrets: await secrets.names() }),
    }),
  })
  const starter = createStarter({ ...options, engine })
  const rehearsal = createRehearsal(options)
  const templates = createTemplates({ manager, settings: createHubSettingsStore(kysely), log })
  const lists = createRunListsStore(kysely)
  let firstConnect: NodeJS.Timeout | undefined

  async function usersOfSecret(name: string): Promise<string[]> {
    return (await engine.definitions.list())
      .filter(({ definition }) =>
        [...visitSteps(definition.steps)].some(({ step }) => secretsInStep(step).includes(name)),
      )
      .map((workflow) => workflow.name)
  }

  /** The default workflows are made with the first connection, whichever way it came about. */
  async function lookForFirst(): Promise<void> {
    try {
      if ((await options.listLocations()).length > 0) {
        await templates.switchOnDefaults()
        return
      }
    } catch (problem) {
      log.warn({ problem: messageOf(problem) }, 'default workflows could not be made yet')
    }
    firstConnect = setTimeout(() => void lookForFirst(), firstConnectMs).unref()
  }

  return {
    manager,
    starter,
    rehearsal,
    templates,
    secrets,
    runs: {
      list: (filter: Parameters<typeof lists.list>[0]) => lists.list(filter),
      find: (id: string) => lists.find(id),
      steps: (runId: string, limit: number) => lists.steps(runId, limit),
      dismiss: (filter: RunFilter) => lists.dismiss(filter),
      definition: (workflowId: string, version: number) => engine.definitions.version(workflowId, version),
      /** Lets failed runs go on where they failed; gives how many. */
      async retry(filter: RunFilter): Promise<number> {
        const ids = await lists.retry(filter, mostRetried)
        engine.wake()
        return ids.length
      },
      names: (ids: readonly string[]) => createWorkflowsStore(kysely).names(ids),
    },
    records: createWrittenRecordsStore(kysely),
    timers: () => createTimersStore(kysely).list(),
    /** Runs that are worked on in this process. */
    get active() {
      return engine.active
    },

    start(): void {
      engine.start()
      void lookForFirst()
    },
    async stop(): Promise<void> {
      clearTimeout(firstConnect)
      await engine.stop()
    },
  }
}
