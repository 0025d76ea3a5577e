import process from 'node:process'
import { type Command, Option } from 'commander'
import { z } from 'zod'
import { CatalogEntry, type OperationAnswer } from '../../api/contract/index.ts'
import { HubError } from '../../platform/errors.ts'
import { askToConfirm, terminalOf } from '../ask-to-confirm.ts'
import { chooseDefinition } from '../choose-definition.ts'
import { cliErrors } from '../cli.errors.ts'
import { type CommandContext, configFor, outputFor, withHub } from '../command-context.ts'
import { readFormFile } from '../make-form.ts'
import type { Output } from '../output.ts'
import { placeValues } from '../place-values.ts'
import type { HubAccess } from '../reach-hub.ts'
import { readBody } from '../read-body.ts'
import { renderPlan } from '../render-plan.ts'
import { type CallToSend, sendCall, type SentCall } from '../send-call.ts'

interface CallOptions {
  location?: string
  company?: string
  body?: string
  file: string[]
  confirm?: boolean
  dryRun?: boolean
  fresh?: boolean
  idempotencyKey?: string
  generation?: 'v2' | 'v3'
}

export function addCallCommand(program: Command, context: CommandContext): void {
  program
    .command('call <id> [values...]')
    .description('call an operation of the CRM through the hub; "causeway catalog search" finds ids')
    .usage('<id> --location <id> [key=value…]')
    .option('--location <id>', 'the location to call for; also fills the operation’s own location fields')
    .option('--company <id>', 'the company to call for, where the operation is about companies')
    .option('--body <file>', 'JSON body from a file, or - for standard input')
    .option(
      '--file <field=path>',
      'a file to upload; once for each',
      (word, all: string[]) => [...all, word],
      [],
    )
    .option('--confirm', 'yes, make this call although it cannot be undone or costs money')
    .option('--dry-run', 'show what would be sent, and send nothing')
    .option('--fresh', 'ask the CRM, not the cache')
    .option('--idempotency-key <key>', 'a write with the same key is made once in 24 hours')
    .addOption(
      new Option('--generation <generation>', 'of the CRM’s API; default the newest').choices(['v2', 'v3']),
    )
    .addHelpText('after', valuesHelp)
    .action(async (id: string, words: string[], options: CallOptions, command: Command) => {
      const output = outputFor(command)
      const sent = await withHub(configFor(command), async (hub) =>
        sendConfirmed(hub, await prepare(hub, id, words, options), output),
      )
      show(sent, output)
      if (sent.kind === 'answer' && sent.status >= 400) context.finish(1)
    })
}

const valuesHelp = `
Values go where the operation has a field of that name: path, query or body.
  name=Spring       text, number or true/false, as the field asks for
  address.city=Oslo nested fields
  tags[]=new        one more item of a list
  filters:='[…]'    JSON as it is
  body:name=x       in the body, even when the definition lacks it (also path: and query:)`

async function prepare(
  hub: HubAccess,
  id: string,
  assignments: string[],
  options: CallOptions,
): Promise<CallToSend> {
  const files = options.file.map(readFormFile)
  const entry = await hub.get(`/v1/catalog/${encodeURIComponent(id)}`, CatalogEntry)
  const definition = chooseDefinition(entry, id, options.generation)
  const body = options.body === undefined ? undefined : await readBody(options.body)
  const values = placeValues(definition, {
    assignments,
    body,
    locationId: options.location,
    companyId: options.company,
    fileFields: files.map(({ field }) => field),
  })
  return {
    definition,
    values,
    files,
    locationId: options.location,
    companyId: options.company,
    confirm: options.confirm === true,
    dryRun: options.dryRun === true,
    fresh: options.fresh === true,
    idempotencyKey: options.idempotencyKey,
  }
}

/** The hub says what needs a yes; on a terminal the person is asked, elsewhere the refusal names the flag. */
async function sendConfirmed(hub: HubAccess, call: CallToSend, output: Output): Promise<SentCall> {
  try {
    return await sendCall(hub, call)
  } catch (problem) {
    if (!(problem instanceof HubError) || problem.code !== 'gateway.confirm_required') throw problem
    const terminal = terminalOf(output)
    if (terminal === undefined)
      throw new HubError(problem.code, problem.status, problem.message, {
        hint: 'Add --confirm if you mean it, or --dry-run to see what would be sent.',
        ...(problem.details !== undefined && { details: problem.details }),
      })
    if (!(await askToConfirm(`${problem.message}. Go on?`, terminal)))
      throw cliErrors.not_confirmed('Nothing was sent')
    return sendCall(hub, { ...call, confirm: true })
  }
}

function show(sent: SentCall, output: Output): void {
  if (sent.kind === 'plan') {
    output.result(sent, () => renderPlan(sent))
    return
  }
  const { body, kind: _kind, ...facts } = sent
  writeBody(body, output)
  if (output.isJson) process.stderr.write(`${JSON.stringify(facts)}\n`)
  else for (const line of factLines(sent)) output.note(line)
}

const Binary = z.strictObject({ base64: z.base64() })

/** The CRM's answer: JSON that a person or a program reads, text as it is, files as bytes. */
function writeBody(body: unknown, output: Output): void {
  const { stdout } = process
  if (output.isJson) {
    stdout.write(`${JSON.stringify(body)}\n`)
    return
  }
  const binary = Binary.safeParse(body)
  if (binary.success) {
    const bytes = Buffer.from(binary.data.base64, 'base64')
    if (stdout.isTTY)
      output.note(`The answer is a file of ${bytes.length} bytes: send it somewhere with > file.`)
    else stdout.write(bytes)
  } else if (typeof body === 'string') stdout.write(body.endsWith('\n') ? body : `${body}\n`)
  else if (body !== null && body !== undefined)
    stdout.write(`${JSON.stringify(body, undefined, stdout.isTTY ? 2 : 0)}\n`)
}

function factLines(sent: OperationAnswer): string[] {
  const from = {
    crm: `from the CRM in ${Math.round(sent.durationMs)} ms`,
    cache: `from the cache, as of ${sent.asOf}`,
    replay: `replayed: the first answer to this idempotency key, of ${sent.asOf}`,
  }[sent.source]
  return [
    `${sent.status} ${from} · call ${sent.callId}`,
    ...sent.coerced.map((change) => `Changed before sending: ${change}`),
    ...(sent.insteadOf === null ? [] : [`The CRM could not be asked (${sent.insteadOf}): this is older.`]),
  ]
}
