import type { CallDetail } from '@causeway/hub/contract'
import { Alert, Badge, Button, Code, Drawer, Group, Skeleton, Stack, Text } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { callQuery } from '../../data/calls.ts'
import { CopyAction } from '../../parts/copy-field.tsx'
import { formatInstantWithSeconds, formatNumber } from '../../parts/format.ts'
import { JsonView } from '../../parts/json-view.tsx'
import { MethodBadge } from '../../parts/method-badge.tsx'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { useLastDefined } from '../../parts/use-last-defined.ts'
import classes from './calls.module.css'
import { callerName, outcomes, sources, surfaces } from './describe-call.ts'

type CallDrawerProps = { callId: string | undefined; locationNames: Map<string, string>; onClose: () => void }

/** One call in full: what was asked, what came of it, and by whom. */
export function CallDrawer({ callId, locationNames, onClose }: CallDrawerProps) {
  const shownId = useLastDefined(callId)
  return (
    <Drawer
      opened={callId !== undefined}
      onClose={onClose}
      size={600}
      title="Call"
      closeButtonProps={{ 'aria-label': 'Close the call' }}
      data-testid="call-drawer"
    >
      {shownId !== undefined && <Loaded callId={shownId} locationNames={locationNames} />}
    </Drawer>
  )
}

function Loaded({ callId, locationNames }: { callId: string; locationNames: Map<string, string> }) {
  const call = useQuery(callQuery(callId))
  if (call.isPending) return <Skeleton h={300} role="status" aria-label="Loading the call" />
  if (call.isError) {
    return (
      <ProblemNotice
        error={call.error}
        title="This call could not be loaded"
        onRetry={() => void call.refetch()}
      />
    )
  }
  return <Body call={call.data} locationNames={locationNames} />
}

function Body({ call, locationNames }: { call: CallDetail; locationNames: Map<string, string> }) {
  const outcome = outcomes[call.outcome]
  return (
    <Stack>
      <div>
        <Group gap={8}>
          <Text fw={650} size="lg">
            {call.title}
          </Text>
          <Badge color={outcome.colour}>
            {outcome.label}
            {call.status !== null && ` ${call.status}`}
          </Badge>
        </Group>
        <Group gap={8} mt={6} wrap="nowrap" align="flex-start">
          <MethodBadge method={call.method} />
          <Text ff="monospace" size="xs" className="break-words" style={{ paddingBlockStart: 2 }}>
            {call.path}
          </Text>
        </Group>
      </div>
      {call.message !== null && (
        <Alert
          color={call.outcome === 'stopped' ? 'yellow' : 'red'}
          icon={<IconAlertTriangle />}
          title={call.code ?? outcome.explanation}
          py={10}
          data-testid="call-problem"
        >
          {call.message}
          {call.hint !== null && (
            <Text size="sm" mt={4}>
              {call.hint}
            </Text>
          )}
        </Alert>
      )}
      <Facts call={call} locationNames={locationNames} />
      <Asked title="Query" value={call.request.query} />
      <Asked title="Body" value={call.request.body} />
      {call.entryId !== null && (
        <Button
          component={Link}
          to={`/catalog/${call.entryId}`}
          variant="default"
          size="xs"
          style={{ alignSelf: 'flex-start' }}
        >
          Open it in the catalog
        </Button>
      )}
    </Stack>
  )
}

function Asked({ title, value }: { title: string; value: unknown }) {
  if (value === null || value === undefined || (typeof value === 'object' && Object.keys(value).length === 0))
    return null
  return (
    <div>
      <Text component="h3" size="sm" fw={600} m={0} mb={6}>
        {title}
      </Text>
      <JsonView value={value} label={title} />
    </div>
  )
}

function Facts({ call, locationNames }: { call: CallDetail; locationNames: Map<string, string> }) {
  return (
    <dl className={classes.facts}>
      <Fact label="When">{formatInstantWithSeconds(call.at)}</Fact>
      <Fact label="Who">
        {callerName(call)}, by {surfaces[call.surface]}
      </Fact>
      {call.locationId !== null && (
        <Fact label="Location">{locationNames.get(call.locationId) ?? <Code>{call.locationId}</Code>}</Fact>
      )}
      {call.companyId !== null && (
        <Fact label="Company">
          <Code>{call.companyId}</Code>
        </Fact>
      )}
      {call.source !== null && <Fact label="Answered by">{sources[call.source]}</Fact>}
      <Fact label="Took">
        {formatNumber(call.durationMs)} ms
        {call.attempts > 1 && `, in ${call.attempts} attempts`}
        {call.answerBytes !== null && `, ${formatNumber(call.answerBytes)} bytes`}
      </Fact>
      {call.count > 1 && <Fact label="Stands for">{formatNumber(call.count)} answers of that minute</Fact>}
      <Fact label="Priority">{call.lane}</Fact>
      {call.idempotencyKey !== null && (
        <Fact label="Applied once as">
          <Code>{call.idempotencyKey}</Code>
        </Fact>
      )}
      {call.traceId !== null && (
        <Fact label="CRM’s trace id">
          <Group gap={4} wrap="nowrap">
            <Code>{call.traceId}</Code>
            <CopyAction value={call.traceId} label="Copy the trace id" />
          </Group>
        </Fact>
      )}
      <Fact label="Operation">
        <Code>{call.operationId}</Code>
      </Fact>
    </dl>
  )
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </>
  )
}
