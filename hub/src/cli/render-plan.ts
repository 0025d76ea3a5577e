import type { OperationPlan } from '../api/contract/index.ts'

/** What a dry run would have sent, as it would go over the wire, and what it would take. */
export function renderPlan(plan: OperationPlan): string {
  const lines = [
    `${plan.method} ${plan.url}`,
    ...Object.entries(plan.headers).map(([name, value]) => `${name}: ${value}`),
  ]
  if (plan.body !== undefined && plan.body !== null) lines.push('', JSON.stringify(plan.body, undefined, 2))
  lines.push('', 'Nothing was sent.', ...plan.coerced.map((change) => `Changed: ${change}`))
  if (plan.isCached) lines.push('The answer would come from the cache.')
  if (plan.needsConfirm) lines.push('It would have to be confirmed: --confirm.')
  if (plan.budget !== null) {
    const { burstFree, burstLimit, dailyUsed, dailyLimit } = plan.budget
    lines.push(`Free now: ${burstFree} of ${burstLimit} calls; today ${dailyUsed} of ${dailyLimit} are used.`)
  }
  return lines.join('\n')
}
