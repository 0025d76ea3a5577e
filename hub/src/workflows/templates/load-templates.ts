import { readdirSync, readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'
import { WorkflowParameter } from '../definition/workflow-definition.ts'

/** A workflow ready to be switched on. */
export interface Template {
  key: string
  name: string
  description: string
  category: string
  /** On after the first connect. */
  isDefault: boolean
  parameters: Record<string, WorkflowParameter>
  /** Without `key`; its `params` are the parameters given at switch-on. */
  definition: Record<string, unknown>
}

const TemplateFile = z.strictObject({
  name: z.string(),
  description: z.string(),
  category: z.string(),
  isDefault: z.boolean().default(false),
  parameters: z.record(z.string(), WorkflowParameter).default({}),
  definition: z.record(z.string(), z.unknown()),
})

const folder = new URL('./', import.meta.url)

let loaded: Template[] | undefined

/** Every template: a YAML file of this folder each, named after its key. The defaults first. */
export function listTemplates(): readonly Template[] {
  loaded ??= readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => ({
      key: name.slice(0, -'.yaml'.length),
      ...TemplateFile.parse(parse(readFileSync(new URL(name, folder), 'utf8'))),
    }))
    .toSorted(
      (one, other) => Number(other.isDefault) - Number(one.isDefault) || one.name.localeCompare(other.name),
    )
  return loaded
}

/** The parameters somebody gave, filled up with defaults; every one that is missing or wrong. */
export function readParameters(
  template: Template,
  given: Readonly<Record<string, unknown>>,
): { params: Record<string, unknown>; issues: { path: string; message: string }[] } {
  const params: Record<string, unknown> = {}
  const issues: { path: string; message: string }[] = []
  for (const name of Object.keys(given))
    if (!Object.hasOwn(template.parameters, name))
      issues.push({ path: `parameters.${name}`, message: `There is no parameter "${name}"` })
  for (const [name, parameter] of Object.entries(template.parameters)) {
    const value = given[name] ?? parameter.default
    const isMissing = value === undefined || value === null || value === ''
    const problem = isMissing
      ? parameter.required
        ? `"${parameter.title}" is needed`
        : undefined
      : kindProblem(parameter.type, value)
    if (problem !== undefined) issues.push({ path: `parameters.${name}`, message: problem })
    else if (!isMissing) params[name] = value
  }
  return { params, issues }
}

function kindProblem(type: WorkflowParameter['type'], value: unknown): string | undefined {
  const isText = typeof value === 'string'
  switch (type) {
    case 'number':
      return typeof value === 'number' && Number.isFinite(value) ? undefined : 'must be a number'
    case 'boolean':
      return typeof value === 'boolean' ? undefined : 'must be true or false'
    case 'list':
      return Array.isArray(value) ? undefined : 'must be a list'
    case 'url':
      return isText && /^https?:$/.test(URL.parse(value)?.protocol ?? '')
        ? undefined
        : 'must be an http or https address'
    case 'email':
      return isText && /^[^\s@]+@[^\s@]+$/.test(value) ? undefined : 'must be an e-mail address'
    default:
      return isText && value.length <= 1000 ? undefined : 'must be a text'
  }
}

/** A template's definition with its parameters in it: schedules and limits take them at once, expressions later. */
export function fillTemplate(
  template: Template,
  params: Readonly<Record<string, unknown>>,
  locations: readonly string[] | undefined,
): Record<string, unknown> {
  const { trigger, ...rest } = template.definition
  const filled = Object.fromEntries(
    Object.entries(trigger as Record<string, unknown>).map(([name, value]) => {
      const own = typeof value === 'string' ? /^\{\{\s*params\.(\w+)\s*\}\}$/.exec(value)?.[1] : undefined
      return [name, own === undefined ? value : params[own]]
    }),
  )
  return {
    key: template.key,
    name: template.name,
    description: template.description,
    ...rest,
    trigger: filled,
    params,
    ...(locations !== undefined && { locations }),
  }
}
