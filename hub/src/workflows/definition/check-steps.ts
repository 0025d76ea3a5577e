import { describeOperation, findCatalogued, listCatalogIds } from '../../gateway/describe-operation.ts'
import { nearest } from '../../gateway/nearest.ts'
import { searchCatalog } from '@causeway/spec'
import { durationMs } from '../durations.ts'
import { splitText } from '../expressions/split-text.ts'
import { secretsInStep } from '../secrets/secret-references.ts'
import { schemaProblem } from '../triggers/check-input.ts'
import { isOfTypes } from '../triggers/match-event.ts'
import { checkSchedule } from '../triggers/next-fire.ts'
import { meant, type Mistake } from './check-shape.ts'
import { listEventTypes } from '../../event-log/known-events.ts'
import type { WorkflowCondition, WorkflowDefinition, WorkflowStep } from './workflow-definition.ts'

/** What else there is in the hub, as far as it is known. */
export interface Surroundings {
  /** Keys of workflows, with the keys of those they call. */
  workflows?: ReadonlyMap<string, readonly string[]> | undefined
  mappings?: ReadonlySet<string> | undefined
  destinations?: ReadonlySet<string> | undefined
  secrets?: ReadonlySet<string> | undefined
}

const eventTypes = listEventTypes().map(({ type }) => type)

function checkInputSchema(input: Record<string, unknown> | undefined): Mistake[] {
  const problem = input === undefined ? undefined : schemaProblem(input)
  return problem === undefined
    ? []
    : [{ path: 'trigger.input', message: `This is no JSON schema: ${problem}` }]
}

export function checkTrigger({ trigger }: WorkflowDefinition, now: Date): Mistake[] {
  if (trigger.type === 'event') return checkEvents(trigger.events, 'trigger.events')
  if (trigger.type === 'segment')
    return [{ path: 'trigger.type', message: 'Segments are not there yet: choose another trigger' }]
  if (trigger.type !== 'schedule') return checkInputSchema(trigger.input)
  const problem = checkSchedule(trigger, now)
  return problem === undefined ? [] : [{ path: `trigger.${problem.field}`, message: problem.message }]
}

function checkEvents(events: readonly string[], path: string): Mistake[] {
  return events.flatMap((event, place): Mistake[] => {
    const isKnown = event.endsWith('.*')
      ? eventTypes.some((type) => isOfTypes(type, [event]))
      : eventTypes.includes(event)
    if (isKnown) return []
    const suggestions = nearest(event, eventTypes)
    return [
      {
        path: `${path}.${place}`,
        message: `There is no trigger "${event}"${meant(suggestions)}`,
        suggestions,
      },
    ]
  })
}

/** Mistakes in what a step says, its expressions and its place apart. */
export function checkStep(step: WorkflowStep, path: string, around: Surroundings): Mistake[] {
  switch (step.type) {
    case 'call':
      return checkCall(step, path)
    case 'http':
      return [
        ...checkUrl(step.url, `${path}.url`),
        ...secretsInStep(step).flatMap((name) => checkNamed(name, around.secrets, path, 'secret')),
        ...checkOpenSecrets(step.headers, `${path}.headers`),
      ]
    case 'wait_for_event':
      return [
        ...checkEvents(step.events, `${path}.events`),
        ...(step.match !== undefined && hasExpression(step.match)
          ? [{ path: `${path}.match`, message: 'What is waited for is told by fields: { field, is, value }' }]
          : []),
      ]
    case 'delay':
      return step.for.includes('{{') || durationMs(step.for) !== undefined
        ? []
        : [{ path: `${path}.for`, message: `"${step.for}" is no length of time such as 15m or 2h` }]
    case 'wait_until':
      return checkUntil(step.until, step.timezone, path)
    case 'map':
      if (step.mapping === undefined && step.fields === undefined)
        return [{ path, message: 'A map step names a mapping, or says the fields itself' }]
      return checkNamed(step.mapping, around.mappings, `${path}.mapping`, 'mapping')
    case 'write':
      return step.destination === 'records'
        ? []
        : checkNamed(step.destination, around.destinations, `${path}.destination`, 'destination')
    case 'workflow':
      return checkNamed(
        step.workflow,
        around.workflows && new Set(around.workflows.keys()),
        `${path}.workflow`,
        'workflow',
      )
    case 'send_message':
      return step.message === undefined && step.html === undefined
        ? [{ path, message: 'A message needs "message", or "html" for e-mail' }]
        : []
    case 'update_contact_tags':
      return step.add.length + step.remove.length === 0
        ? [{ path, message: 'Say which tags to add or to remove' }]
        : []
    default:
      return []
  }
}

function checkCall(step: Extract<WorkflowStep, { type: 'call' }>, path: string): Mistake[] {
  const operation = findCatalogued(step.operation)
  if (operation === undefined) {
    const meantIds = searchCatalog(step.operation.replaceAll(/[.-]/g, ' ')).flatMap(({ entry }) =>
      entry.kind === 'operation' ? [entry.id] : [],
    )
    const suggestions = [...new Set([...nearest(step.operation, listCatalogIds()), ...meantIds])].slice(0, 3)
    return [
      {
        path: `${path}.operation`,
        message: `There is no operation "${step.operation}"${meant(suggestions)}`,
        suggestions,
      },
    ]
  }
  const facts = describeOperation(operation)
  const mistakes: Mistake[] = []
  if (facts.isWithheld)
    mistakes.push({
      path: `${path}.operation`,
      message: `${step.operation} hands out the CRM’s tokens: the hub does not call it`,
    })
  if ((facts.isDestructive || facts.costsMoney) && !step.confirm)
    mistakes.push({
      path: `${path}.confirm`,
      message: `${step.operation} ${facts.isDestructive ? 'deletes or replaces' : 'costs money'}: say "confirm: true" if it is meant`,
    })
  for (const place of ['path', 'query'] as const) {
    const known = operation.parameters.filter((one) => one.in === place).map(({ name }) => name)
    for (const name of Object.keys(step[place])) {
      if (known.includes(name)) continue
      const suggestions = nearest(name, known)
      mistakes.push({
        path: `${path}.${place}.${name}`,
        message: `${step.operation} has no ${place} parameter "${name}"${meant(suggestions)}`,
        suggestions,
      })
    }
  }
  for (const { name, required, in: place } of operation.parameters)
    if (place === 'path' && required && name !== 'locationId' && !Object.hasOwn(step.path, name))
      mistakes.push({ path: `${path}.path`, message: `${step.operation} needs "${name}" in its path` })
  if (operation.body?.required === true && step.body === undefined)
    mistakes.push({ path, message: `${step.operation} needs a body` })
  return mistakes
}

function checkUrl(url: string, path: string): Mistake[] {
  const { parts } = splitText(url)
  if (typeof parts[0] === 'object') return []
  const filled = parts.map((part) => (typeof part === 'string' ? part : 'x')).join('')
  const parsed = URL.parse(filled)
  if (parsed === null || !/^https?:$/.test(parsed.protocol))
    return [{ path, message: `"${url.slice(0, 100)}" is no http or https address` }]
  const isHostFixed = splitText(url.replace(/^https?:\/\//, '').split('/')[0] ?? '').parts.every(
    (part) => typeof part === 'string',
  )
  return isHostFixed
    ? []
    : [
        {
          path,
          message: 'An expression decides which host is called: let it be the whole URL instead',
          severity: 'warning',
        },
      ]
}

/** Credentials that stand in the definition itself, for everybody who reads it. */
function checkOpenSecrets(headers: Readonly<Record<string, string>>, path: string): Mistake[] {
  return Object.entries(headers).flatMap(([name, text]): Mistake[] =>
    /^(?:proxy-)?authorization$|api-?key|token|secret/i.test(name) &&
    text.trim() !== '' &&
    !text.includes('{{')
      ? [
          {
            path: `${path}.${name}`,
            message: `"${name}" can be read by everybody who reads the workflow: add it under Secrets and write {{ secrets.NAME }} here`,
            severity: 'warning',
          },
        ]
      : [],
  )
}

function checkUntil(until: string, timezone: string, path: string): Mistake[] {
  const zone = checkSchedule({ cron: '0 0 * * *', timezone }, new Date())
  if (zone !== undefined) return [{ path: `${path}.timezone`, message: zone.message }]
  const isTime = /^([01]?\d|2[0-3]):[0-5]\d$/.test(until.trim()) || !Number.isNaN(Date.parse(until))
  return until.includes('{{') || isTime
    ? []
    : [{ path: `${path}.until`, message: `"${until}" is neither an instant nor a time of day such as 09:00` }]
}

/** What is named may come later: told, but no reason not to save. */
function checkNamed(
  name: string | undefined,
  known: ReadonlySet<string> | undefined,
  path: string,
  what: string,
): Mistake[] {
  if (name === undefined || known === undefined || known.has(name)) return []
  const suggestions = nearest(name, known)
  return [
    {
      path,
      message: `There is no ${what} "${name}" yet${meant(suggestions)}`,
      severity: 'warning',
      suggestions,
    },
  ]
}

function hasExpression(condition: WorkflowCondition): boolean {
  if ('all' in condition) return condition.all.some(hasExpression)
  if ('any' in condition) return condition.any.some(hasExpression)
  if ('not' in condition) return hasExpression(condition.not)
  return 'expression' in condition
}
