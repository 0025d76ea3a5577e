import type { OperationAnswer, OperationPlan } from '@causeway/hub/contract'
import { Alert, Anchor, Badge, Group, Stack, Text } from '@mantine/core'
import { IconEye } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { CodeBlock } from '../../parts/code-block.tsx'
import { formatCompact, formatNumber } from '../../parts/format.ts'
import { JsonView } from '../../parts/json-view.tsx'
import { RelativeTime } from '../../parts/relative-time.tsx'

const sources = {
  crm: 'from the CRM',
  cache: 'from the hub’s cache',
  replay: 'the first answer to this key',
} as const

/** What came back: the CRM's answer, or what would have been sent. */
export function CallResult({ result }: { result: OperationAnswer | OperationPlan }) {
  return result.kind === 'answer' ? <Answer answer={result} /> : <Plan plan={result} />
}

function Answer({ answer }: { answer: OperationAnswer }) {
  const isGood = answer.status < 400
  return (
    <Stack gap="sm" data-testid="call-answer">
      <Group gap={8}>
        <Badge size="lg" color={isGood ? 'teal' : 'red'} data-testid="call-status">
          {answer.status} {isGood ? 'done' : 'refused by the CRM'}
        </Badge>
        <Text size="sm" c="dimmed" component="div">
          {sources[answer.source]}, <RelativeTime at={answer.asOf} />, in {formatNumber(answer.durationMs)} ms
        </Text>
        <Anchor component={Link} to={`/calls?call=${encodeURIComponent(answer.callId)}`} size="sm">
          See it in the log
        </Anchor>
      </Group>
      {answer.insteadOf !== null && (
        <Alert color="yellow" py={8}>
          The CRM could not be asked ({answer.insteadOf}): this is its last known answer.
        </Alert>
      )}
      <Coerced changes={answer.coerced} />
      <JsonView value={answer.body} label="Answer" />
    </Stack>
  )
}

function Plan({ plan }: { plan: OperationPlan }) {
  const headers = Object.entries(plan.headers).map(([name, value]) => `${name}: ${value}`)
  const body = plan.body === undefined || plan.body === null ? [] : ['', JSON.stringify(plan.body, null, 2)]
  return (
    <Stack gap="sm" data-testid="call-plan">
      <Alert color="blue" icon={<IconEye />} title="Nothing was sent" py={10}>
        {plan.isCached
          ? 'The hub would answer this from its cache.'
          : 'This is what the hub would send to the CRM. It adds the token itself.'}
        {plan.needsConfirm && ' It would ask for a confirmation first.'}
        {plan.budget !== null &&
          ` ${formatNumber(plan.budget.burstFree)} of ${formatNumber(plan.budget.burstLimit)} calls are free now; ${formatNumber(plan.budget.dailyUsed)} of ${formatCompact(plan.budget.dailyLimit)} are used today.`}
      </Alert>
      <Coerced changes={plan.coerced} />
      <CodeBlock label="Request" code={[`${plan.method} ${plan.url}`, ...headers, ...body].join('\n')} />
    </Stack>
  )
}

const Coerced = ({ changes }: { changes: string[] }) =>
  changes.length === 0 ? null : (
    <Text size="sm" c="dimmed">
      The hub put right: {changes.join('; ')}
    </Text>
  )
