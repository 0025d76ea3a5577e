import { messageOf } from '../platform/errors.ts'
import type { Log } from '../platform/log.ts'
import type { createHubSettingsStore } from '../store/hub-settings.store.ts'
import type { KnownWorkflow } from './definition/keep-definitions.ts'
import type { Manager, SaveOptions } from './manage-workflows.ts'
import { fillTemplate, listTemplates, readParameters, type Template } from './templates/load-templates.ts'
import { workflowErrors } from './workflows.errors.ts'

/** Notes that the default workflows were made once: whoever deletes one does not get it back. */
const defaultsKey = 'workflow-defaults-made'

/** Makes workflows of templates. */
export function createTemplates(options: {
  manager: Manager
  settings: Pick<ReturnType<typeof createHubSettingsStore>, 'read' | 'write'>
  log: Log
}) {
  const { manager, settings, log } = options

  function find(key: string): Template {
    const found = listTemplates().find((one) => one.key === key)
    if (found === undefined)
      throw workflowErrors.template_unknown(`There is no template ${key.slice(0, 100)}`)
    return found
  }

  async function switchOn(
    template: Template,
    request: { parameters: Record<string, unknown>; locations?: readonly string[] | undefined },
    save: SaveOptions,
  ): Promise<{ workflow: KnownWorkflow; hookSecret?: string } | undefined> {
    const { params, issues } = readParameters(template, request.parameters)
    if (issues.length > 0)
      throw workflowErrors.parameters_invalid(
        `The template needs other values: ${issues.map(({ message }) => message).join(', ')}`,
        { details: { issues } },
      )
    return manager.createFrom(template.key, fillTemplate(template, params, request.locations), save)
  }

  return {
    /** Every template with the workflow made from it. */
    async list(): Promise<(Template & { workflow: KnownWorkflow | undefined })[]> {
      const workflows = await manager.list()
      return listTemplates().map((template) => ({
        ...template,
        workflow: workflows.find((one) => one.template === template.key),
      }))
    },

    /** @throws `workflows.template_unknown`, `workflows.parameters_invalid`, `workflows.template_in_use` */
    async switchOn(
      key: string,
      request: { parameters: Record<string, unknown>; locations?: readonly string[] | undefined },
      save: SaveOptions,
    ) {
      const made = await switchOn(find(key), request, save)
      if (made === undefined)
        throw workflowErrors.template_in_use('There is a workflow of this template already')
      return made
    },

    /** After the first connect: makes the workflows that are on by default, once in the hub's life. */
    async switchOnDefaults(): Promise<void> {
      if ((await settings.read(defaultsKey)) !== undefined) return
      for (const template of listTemplates().filter(({ isDefault }) => isDefault))
        try {
          await switchOn(template, { parameters: {} }, { by: 'hub', isEnabled: true })
        } catch (problem) {
          log.error(
            { template: template.key, problem: messageOf(problem) },
            'a default workflow could not be made',
          )
        }
      await settings.write(defaultsKey, new Date().toISOString())
      log.info('default workflows switched on')
    },
  }
}
