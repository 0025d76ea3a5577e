import type { DeliveryAttempt, DeliveryDetail } from '@causeway/hub/contract'
import { Accordion, Badge, Button, Code, Drawer, Group, Skeleton, Stack, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconRefresh } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { deliveryQuery, useResend } from '../../data/endpoints.ts'
import { CodeBlock } from '../../parts/code-block.tsx'
import { CopyAction } from '../../parts/copy-field.tsx'
import { formatInstantWithSeconds, formatNumber } from '../../parts/format.ts'
import { JsonView } from '../../parts/json-view.tsx'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { RelativeTime } from '../../parts/relative-time.tsx'
import { useLastDefined } from '../../parts/use-last-defined.ts'
import { describeEvent } from '../events/describe-event.ts'
import { deliveryStates } from './describe-endpoint.ts'
import classes from './endpoints.module.css'

type DeliveryDrawerProps = { deliveryId: string | undefined; isEnabled: boolean; onClose: () => void }

/** One delivery: what was sent, and what came of every attempt. */
export function DeliveryDrawer({ deliveryId, isEnabled, onClose }: DeliveryDrawerProps) {
  const shownId = useLastDefined(deliveryId)
  return (
    <Drawer
      opened={deliveryId !== undefined}
      onClose={onClose}
      size={620}
      title="Delivery"
      closeButtonProps={{ 'aria-label': 'Close the delivery' }}
      data-testid="delivery-drawer"
    >
      {shownId !== undefined && <Loaded id={shownId} isEnabled={isEnabled} />}
    </Drawer>
  )
}

function Loaded({ id, isEnabled }: { id: string; isEnabled: boolean }) {
  const delivery = useQuery(deliveryQuery(id))
  if (delivery.isPending) return <Skeleton h={300} role="status" aria-label="Loading the delivery" />
  if (delivery.isError)
    return (
      <ProblemNotice
        error={delivery.error}
        title="This delivery could not be loaded"
        onRetry={() => void delivery.refetch()}
      />
    )
  return <Body delivery={delivery.data} isEnabled={isEnabled} />
}

function Body({ delivery, isEnabled }: { delivery: DeliveryDetail; isEnabled: boolean }) {
  const state = deliveryStates[delivery.state]
  const resend = useResend(delivery.endpointId)
  const body = parsed(delivery.body)
  const subject = delivery.kind === 'test' ? undefined : subjectOf(body)
  return (
    <Stack>
      <Group gap={8}>
        <Text fw={650} size="lg">
          {delivery.kind === 'test' ? 'A test' : describeEvent({ type: delivery.eventType })}
        </Text>
        <Badge color={state.colour}>{state.label}</Badge>
        <Code>{delivery.eventType}</Code>
      </Group>
      <dl className={classes.facts}>
        <dt>webhook-id</dt>
        <dd>
          <Group gap={4} wrap="nowrap">
            <Code className="break-words">{delivery.webhookId}</Code>
            <CopyAction value={delivery.webhookId} label="Copy the webhook id" />
          </Group>
        </dd>
        <dt>Made</dt>
        <dd>{formatInstantWithSeconds(delivery.createdAt)}</dd>
        {delivery.state === 'waiting' && (
          <>
            <dt>Next attempt</dt>
            <dd>
              <NextAttempt delivery={delivery} isEnabled={isEnabled} />
            </dd>
          </>
        )}
        {subject !== undefined && (
          <>
            <dt>Event</dt>
            <dd>
              <Link to="/events" search={subject}>
                {delivery.eventType} of {subject.kind} {subject.subject}
              </Link>
            </dd>
          </>
        )}
      </dl>
      <Button
        variant="default"
        size="xs"
        leftSection={<IconRefresh size={14} />}
        style={{ alignSelf: 'flex-start' }}
        disabled={!isEnabled}
        loading={resend.isPending}
        data-testid="resend"
        onClick={() =>
          resend.mutate(
            { ids: [delivery.id] },
            { onSuccess: () => notifications.show({ message: 'It goes out again.' }) },
          )
        }
      >
        Send again
      </Button>
      {resend.isError && <ProblemNotice error={resend.error} title="It was not sent again" />}
      <div>
        <Text component="h3" size="sm" fw={600} m={0} mb={6}>
          Body
        </Text>
        <JsonView value={body} label="Body" />
      </div>
      <div>
        <Text component="h3" size="sm" fw={600} m={0} mb={6}>
          Attempts
        </Text>
        {delivery.attemptList.length === 0 ? (
          <Text size="sm" c="dimmed">
            None yet.
          </Text>
        ) : (
          <Accordion variant="contained" chevronPosition="left" multiple>
            {delivery.attemptList.toReversed().map((attempt) => (
              <Attempt key={attempt.id} attempt={attempt} />
            ))}
          </Accordion>
        )}
      </div>
    </Stack>
  )
}

/** Deliveries of an endpoint that fails wait until one gets through. */
function NextAttempt({ delivery, isEnabled }: { delivery: DeliveryDetail; isEnabled: boolean }) {
  const { nextAttemptAt, attempts } = delivery
  if (!isEnabled) return 'when the endpoint is enabled'
  if (nextAttemptAt !== null && Date.parse(nextAttemptAt) > Date.now() && attempts > 0)
    return <RelativeTime at={nextAttemptAt} />
  return 'in its turn: while an endpoint fails, it is tried with one delivery at a time, once a minute at least'
}

/** What an event is about, to find it in the log; undefined where a mapping made something else of it. */
function subjectOf(body: unknown): { kind: string; subject: string } | undefined {
  const { data } = body as { data?: { subject?: { kind?: unknown; id?: unknown } } }
  const { kind, id } = data?.subject ?? {}
  return typeof kind === 'string' && typeof id === 'string' ? { kind, subject: id } : undefined
}

function Attempt({ attempt }: { attempt: DeliveryAttempt }) {
  const { request, response } = attempt
  const isGood = attempt.outcome === 'delivered'
  return (
    <Accordion.Item value={attempt.id} data-testid="attempt">
      <Accordion.Control>
        <Group gap={8}>
          <Text size="sm" fw={600}>
            {attempt.number}
          </Text>
          <Badge size="sm" color={isGood ? 'teal' : 'red'}>
            {attempt.status ?? 'no answer'}
          </Badge>
          <Text size="xs" c="dimmed">
            {formatInstantWithSeconds(attempt.at)} · {formatNumber(attempt.durationMs)} ms
          </Text>
        </Group>
      </Accordion.Control>
      <Accordion.Panel>
        <Stack gap={8}>
          {attempt.message !== null && (
            <Text size="sm" className="break-words">
              {attempt.message}
            </Text>
          )}
          <CodeBlock
            label={`Request ${attempt.number}`}
            code={`POST ${request.url}\n${linesOf(request.headers)}`}
          />
          {response !== null && (
            <CodeBlock
              label={`Answer ${attempt.number}`}
              code={`${linesOf(response.headers)}\n\n${response.body}${response.isCut ? '\n… (cut)' : ''}`}
            />
          )}
        </Stack>
      </Accordion.Panel>
    </Accordion.Item>
  )
}

const linesOf = (headers: Record<string, string>) =>
  Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n')

function parsed(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    // Shown as it is.
    return body
  }
}
