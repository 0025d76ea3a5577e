import type { InboxDetail } from '@causeway/hub/contract'
import {
  Accordion,
  Alert,
  Badge,
  Button,
  Code,
  Drawer,
  Group,
  List,
  Skeleton,
  Stack,
  Text,
} from '@mantine/core'
import { IconAlertTriangle, IconRefresh, IconShieldCheck, IconShieldOff } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { deliveryQuery, useReplayDelivery } from '../../data/inbox.ts'
import { CopyAction } from '../../parts/copy-field.tsx'
import { countOf, formatDuration, formatInstantWithSeconds, formatNumber } from '../../parts/format.ts'
import { JsonView } from '../../parts/json-view.tsx'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { RelativeTime } from '../../parts/relative-time.tsx'
import { useLastDefined } from '../../parts/use-last-defined.ts'
import { AttemptList } from './attempt-list.tsx'
import { CausedEvents } from './caused-events.tsx'
import { eventName, states, verdicts } from './describe-delivery.ts'
import classes from './inbox.module.css'
import { RawBytes } from './raw-bytes.tsx'

type DeliveryDrawerProps = {
  deliveryId: string | undefined
  locationNames: Map<string, string>
  titles: Map<string, string>
  onClose: () => void
}

/** One webhook in full: what proved it, what it says, what it caused, and what went wrong. */
export function DeliveryDrawer({ deliveryId, onClose, ...rest }: DeliveryDrawerProps) {
  const shownId = useLastDefined(deliveryId)
  return (
    <Drawer
      opened={deliveryId !== undefined}
      onClose={onClose}
      size={640}
      title="Webhook"
      closeButtonProps={{ 'aria-label': 'Close the webhook' }}
      data-testid="delivery-drawer"
    >
      {shownId !== undefined && <Loaded deliveryId={shownId} {...rest} />}
    </Drawer>
  )
}

type Names = Pick<DeliveryDrawerProps, 'locationNames' | 'titles'>

function Loaded({ deliveryId, ...names }: Names & { deliveryId: string }) {
  const delivery = useQuery(deliveryQuery(deliveryId))
  if (delivery.isPending) return <Skeleton h={320} role="status" aria-label="Loading the webhook" />
  if (delivery.isError) {
    return (
      <ProblemNotice
        error={delivery.error}
        title="This webhook could not be loaded"
        onRetry={() => void delivery.refetch()}
      />
    )
  }
  return <Body delivery={delivery.data} {...names} />
}

function Body({ delivery, locationNames, titles }: Names & { delivery: InboxDetail }) {
  const state = states[delivery.state]
  return (
    <Stack>
      <div>
        <Group gap={8}>
          <Text fw={650} size="lg">
            {titles.get(delivery.triggerId ?? '') ?? eventName(delivery)}
          </Text>
          <Badge color={state.colour}>{state.label}</Badge>
        </Group>
        <Text size="sm" c="dimmed" mt={2}>
          {state.explanation}
        </Text>
      </div>
      <Failure delivery={delivery} />
      <Verdict delivery={delivery} />
      <Facts delivery={delivery} locationNames={locationNames} />
      <Replay delivery={delivery} />
      <Caused delivery={delivery} titles={titles} />
      {delivery.body !== null && (
        <Part title="What it says">
          <JsonView value={delivery.body} label="Body" />
        </Part>
      )}
      <Accordion variant="separated" multiple defaultValue={delivery.body === null ? ['raw'] : []}>
        <Accordion.Item value="raw">
          <Accordion.Control>The very bytes ({formatNumber(delivery.bytes)})</Accordion.Control>
          <Accordion.Panel>
            <RawBytes delivery={delivery} />
          </Accordion.Panel>
        </Accordion.Item>
        <Accordion.Item value="headers">
          <Accordion.Control>Headers ({Object.keys(delivery.headers).length})</Accordion.Control>
          <Accordion.Panel>
            <dl className={classes.facts}>
              {Object.entries(delivery.headers).map(([name, value]) => (
                <Fact key={name} label={name}>
                  <Code>{value}</Code>
                </Fact>
              ))}
            </dl>
          </Accordion.Panel>
        </Accordion.Item>
        <Accordion.Item value="attempts">
          <Accordion.Control>{countOf(delivery.attemptLog.length, 'attempt')}</Accordion.Control>
          <Accordion.Panel>
            <AttemptList attempts={delivery.attemptLog} />
          </Accordion.Panel>
        </Accordion.Item>
      </Accordion>
    </Stack>
  )
}

function Failure({ delivery: { error, nextAttemptAt } }: { delivery: InboxDetail }) {
  if (error === null) return null
  return (
    <Alert
      color="red"
      icon={<IconAlertTriangle />}
      title={error.message}
      py={10}
      data-testid="delivery-problem"
    >
      {error.hint !== null && <Text size="sm">{error.hint}</Text>}
      <Text size="xs" c="dimmed" mt={4}>
        {error.code}
        {nextAttemptAt !== null && (
          <>
            ; tried again <RelativeTime at={nextAttemptAt} />
          </>
        )}
      </Text>
    </Alert>
  )
}

function Verdict({ delivery: { verdict } }: { delivery: InboxDetail }) {
  const { label, colour, explanation } = verdicts[verdict]
  return (
    <Alert
      color={colour}
      icon={verdict === 'unchecked' ? <IconShieldOff /> : <IconShieldCheck />}
      title={label}
      py={10}
      data-testid="verdict"
    >
      {explanation}
    </Alert>
  )
}

function Replay({ delivery: { id, state } }: { delivery: InboxDetail }) {
  const replay = useReplayDelivery()
  if (state === 'unreadable') return null
  return (
    <div>
      <Group gap={10}>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconRefresh size={14} />}
          loading={replay.isPending}
          onClick={() => replay.mutate(id)}
          data-testid="replay-delivery"
        >
          Replay
        </Button>
        <Text size="xs" c="dimmed">
          Processes it anew: what it causes happens again.
        </Text>
      </Group>
      {replay.isError && <ProblemNotice error={replay.error} title="It could not be replayed" />}
    </div>
  )
}

function Caused({ delivery, titles }: { delivery: InboxDetail; titles: Map<string, string> }) {
  const { outcome, events, state } = delivery
  if (outcome.length === 0 && events.length === 0) {
    return state === 'processed' ? (
      <Part title="What it caused">
        <Text size="sm">Nothing: the hub knew all of it.</Text>
      </Part>
    ) : null
  }
  return (
    <Part title="What it caused">
      {outcome.length > 0 && (
        <List size="sm" spacing={2} data-testid="outcome">
          {outcome.map((sentence) => (
            <List.Item key={sentence}>{sentence}</List.Item>
          ))}
        </List>
      )}
      <CausedEvents events={events} titles={titles} />
    </Part>
  )
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div>
      <Text component="h3" size="sm" fw={600} m={0} mb={6}>
        {title}
      </Text>
      {children}
    </div>
  )
}

type FactsProps = { delivery: InboxDetail; locationNames: Map<string, string> }

function Facts({ delivery, locationNames }: FactsProps) {
  const { receivedAt, sentAt, locationId, companyId, webhookId, duplicates, processedAt, event, triggerId } =
    delivery
  return (
    <dl className={classes.facts}>
      <Fact label="Arrived">{formatInstantWithSeconds(receivedAt)}</Fact>
      {sentAt !== null && (
        <Fact label="Made by the CRM">
          {formatInstantWithSeconds(sentAt)} ({delayWords(Date.parse(receivedAt) - Date.parse(sentAt))})
        </Fact>
      )}
      {processedAt !== null && <Fact label="Done">{formatInstantWithSeconds(processedAt)}</Fact>}
      {locationId !== null && (
        <Fact label="Location">{locationNames.get(locationId) ?? <Code>{locationId}</Code>}</Fact>
      )}
      {companyId !== null && (
        <Fact label="Company">
          <Code>{companyId}</Code>
        </Fact>
      )}
      <Fact label="The CRM calls it">
        {event === null ? 'nothing: neither body nor address says' : <Code>{event}</Code>}
      </Fact>
      {triggerId !== null && (
        <Fact label="Trigger">
          <Link to="/catalog/$entryId" params={{ entryId: triggerId }} className={classes.link ?? ''}>
            {triggerId}
          </Link>
        </Fact>
      )}
      {webhookId !== null && (
        <Fact label="Webhook id">
          <Group gap={4} wrap="nowrap">
            <Code>{webhookId}</Code>
            <CopyAction value={webhookId} label="Copy the webhook id" />
          </Group>
        </Fact>
      )}
      {duplicates > 0 && <Fact label="Came again">{countOf(duplicates, 'time')}, and was stored once</Fact>}
    </dl>
  )
}

const delayWords = (ms: number): string => (ms < 1000 ? 'here at once' : `here ${formatDuration(ms)} later`)

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </>
  )
}
