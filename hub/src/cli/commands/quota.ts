import type { Command } from 'commander'
import { z } from 'zod'
import { Quota, Spending } from '../../api/contract/index.ts'
import { configFor, outputFor, withHub } from '../command-context.ts'
import { table } from '../output.ts'
import type { HubAccess } from '../reach-hub.ts'

interface QuotaOptions {
  location?: string
  from?: string
  to?: string
}
interface QuotaReport {
  limits: Quota[]
  spending: Spending[]
}

export function addQuotaCommand(program: Command): void {
  program
    .command('quota')
    .description('what is left of the CRM’s limits, and who spent it')
    .option('--location <id>', 'only this location')
    .option('--from <day>', 'first day of spending, YYYY-MM-DD; the last seven days without this')
    .option('--to <day>', 'last day of spending, YYYY-MM-DD')
    .action(async (options: QuotaOptions, command: Command) => {
      const report = await withHub(configFor(command), (hub) => readReport(hub, options))
      outputFor(command).result(report, () => render(report))
    })
}

async function readReport(hub: HubAccess, options: QuotaOptions): Promise<QuotaReport> {
  const query = new URLSearchParams()
  if (options.location !== undefined) query.set('locationId', options.location)
  const limits = await hub.get(`/v1/quota?${query.toString()}`, z.object({ items: z.array(Quota) }))
  for (const name of ['from', 'to'] as const) if (options[name] !== undefined) query.set(name, options[name])
  const spending = await hub.get(
    `/v1/calls/spending?${query.toString()}`,
    z.object({ items: z.array(Spending) }),
  )
  return { limits: limits.items, spending: spending.items }
}

function render({ limits, spending }: QuotaReport): string {
  if (limits.length === 0) return 'Nothing was asked of the CRM yet.'
  const free = table([
    ['location', 'free now', 'used today', ''],
    ...limits.map((quota) => [
      quota.locationId ?? quota.key,
      `${quota.burstFree} of ${quota.burstLimit}`,
      `${quota.dailyUsed} of ${quota.dailyLimit}`,
      quota.pausedUntil === null ? '' : `paused until ${quota.pausedUntil}`,
    ]),
  ])
  if (spending.length === 0) return free
  const spent = table([
    ['day', 'location', 'spent by', 'lane', 'calls', 'refused'],
    ...spending.map((one) => [
      one.day,
      one.locationId ?? one.companyId ?? '',
      one.spender,
      one.lane,
      String(one.calls),
      String(one.refused),
    ]),
  ])
  return `${free}\n\n${spent}`
}
