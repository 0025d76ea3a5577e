import type { EndpointDetail } from '@causeway/hub/contract'
import { Alert, Anchor, Badge, Button, Code, Group, Menu, Skeleton, Stack, Switch, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import {
  IconAlertTriangle,
  IconChevronDown,
  IconDownload,
  IconHistory,
  IconKey,
  IconPencil,
  IconRefresh,
  IconSend,
  IconTrash,
} from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import {
  endpointQuery,
  ledgerUrl,
  useChangeEndpoint,
  useDeleteEndpoint,
  useResend,
  useSendTest,
} from '../../data/endpoints.ts'
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx'
import { CopyAction } from '../../parts/copy-field.tsx'
import { countOf, formatInstant, formatNumber } from '../../parts/format.ts'
import { PageHeader } from '../../parts/page-header.tsx'
import { Panel } from '../../parts/panel.tsx'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { RelativeTime } from '../../parts/relative-time.tsx'
import type { EndpointSearch } from '../../search.ts'
import { DeliveryDrawer } from './delivery-drawer.tsx'
import { DeliveryList } from './delivery-list.tsx'
import { conditionOf, disabledReasons, nameOf, waitingWords, wishOf } from './describe-endpoint.ts'
import { EditEndpoint, RecoverDialog, RotateSecretDialog } from './endpoint-dialogs.tsx'
import classes from './endpoints.module.css'
import { LinksPanel } from './links-panel.tsx'
import { VerifyPanel } from './verify-panel.tsx'

/** One endpoint: how it does, what was sent to it, and everything that can be done about it. */
export function EndpointPage() {
  const { endpointId } = useParams({ from: '/signed-in/endpoints/$endpointId' })
  const endpoint = useQuery(endpointQuery(endpointId))
  return (
    <Stack gap="md">
      <Anchor component={Link} to="/endpoints" size="sm" style={{ alignSelf: 'flex-start' }}>
        All endpoints
      </Anchor>
      {endpoint.isPending && <Skeleton h={300} radius="lg" role="status" aria-label="Loading the endpoint" />}
      {endpoint.isError && endpoint.data === undefined && (
        <ProblemNotice
          error={endpoint.error}
          title="This endpoint could not be loaded"
          onRetry={() => void endpoint.refetch()}
        />
      )}
      {endpoint.data !== undefined && <Shown endpoint={endpoint.data} />}
    </Stack>
  )
}

type DialogName = 'edit' | 'rotate' | 'recover' | 'delete'

function Shown({ endpoint }: { endpoint: EndpointDetail }) {
  const search = useSearch({ from: '/signed-in/endpoints/$endpointId' })
  const navigate = useNavigate({ from: '/endpoints/$endpointId' })
  const [dialog, setDialog] = useState<DialogName>()
  const condition = conditionOf(endpoint)
  const change = (changes: { [Name in keyof EndpointSearch]?: EndpointSearch[Name] | undefined }) =>
    void navigate({
      search: (before: EndpointSearch) =>
        Object.fromEntries(
          Object.entries({ ...before, ...changes }).filter(([, value]) => value !== undefined),
        ),
      replace: true,
      resetScroll: false,
    })
  const close = () => setDialog(undefined)
  return (
    <>
      <PageHeader
        title={
          <Group gap={10}>
            <span dir="auto" className="break-words">
              {nameOf(endpoint)}
            </span>
            <Badge color={condition.colour}>{condition.label}</Badge>
          </Group>
        }
        documentTitle={nameOf(endpoint)}
        description={<span className="break-words">{endpoint.url}</span>}
        actions={
          <Actions endpoint={endpoint} onOpen={setDialog} onSent={(delivery) => change({ delivery })} />
        }
      />
      <Trouble endpoint={endpoint} />
      <div className={classes.columns}>
        <DeliveryList
          endpointId={endpoint.id}
          state={search.state}
          onState={(state) => change({ state })}
          onOpen={(delivery) => change({ delivery })}
        />
        <Stack gap="md">
          <SettingsPanel endpoint={endpoint} />
          <LinksPanel endpointId={endpoint.id} />
          <LedgerPanel endpoint={endpoint} />
        </Stack>
      </div>
      <VerifyPanel />
      <DeliveryDrawer
        deliveryId={search.delivery}
        isEnabled={endpoint.isEnabled}
        onClose={() => change({ delivery: undefined })}
      />
      <EditEndpoint endpoint={endpoint} opened={dialog === 'edit'} onClose={close} />
      <RotateSecretDialog endpoint={endpoint} opened={dialog === 'rotate'} onClose={close} />
      <RecoverDialog endpoint={endpoint} opened={dialog === 'recover'} onClose={close} />
      <ConfirmDialog
        thing={dialog === 'delete' ? endpoint : undefined}
        onClose={close}
        title={(shown) => `Delete “${nameOf(shown)}”?`}
        consequence={() =>
          'Its deliveries and the proof of them are deleted too: download the ledger first if you need it. This cannot be undone.'
        }
        action={useDeleteEndpoint()}
        label="Delete"
        testId="confirm-delete-endpoint"
        onDone={() => void navigate({ to: '/endpoints' })}
      />
    </>
  )
}

type ActionsProps = {
  endpoint: EndpointDetail
  onOpen: (dialog: DialogName) => void
  onSent: (deliveryId: string) => void
}

function Actions({ endpoint, onOpen, onSent }: ActionsProps) {
  const test = useSendTest(endpoint.id)
  const resend = useResend(endpoint.id)
  const showFailure = (error: Error) => notifications.show({ color: 'red', message: error.message })
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconSend size={16} />}
        loading={test.isPending}
        disabled={!endpoint.isEnabled}
        data-testid="send-test"
        onClick={() => test.mutate(undefined, { onSuccess: ({ id }) => onSent(id), onError: showFailure })}
      >
        Send a test
      </Button>
      <Menu position="bottom-end" width={240}>
        <Menu.Target>
          <Button variant="default" rightSection={<IconChevronDown size={14} />} data-testid="endpoint-menu">
            More
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPencil size={16} />} onClick={() => onOpen('edit')}>
            Change it
          </Menu.Item>
          <Menu.Item leftSection={<IconKey size={16} />} onClick={() => onOpen('rotate')}>
            New secret
          </Menu.Item>
          <Menu.Item
            leftSection={<IconRefresh size={16} />}
            disabled={!endpoint.isEnabled || endpoint.health.givenUp === 0}
            onClick={() =>
              resend.mutate(
                { state: 'given_up' },
                {
                  onSuccess: ({ queued }) =>
                    notifications.show({
                      message: `${countOf(queued, 'delivery', 'deliveries')} on the way.`,
                    }),
                  onError: showFailure,
                },
              )
            }
          >
            Send again what was given up
          </Menu.Item>
          <Menu.Item
            leftSection={<IconHistory size={16} />}
            disabled={!endpoint.isEnabled}
            onClick={() => onOpen('recover')}
          >
            Recover a span
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item color="red" leftSection={<IconTrash size={16} />} onClick={() => onOpen('delete')}>
            Delete it
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  )
}

function Trouble({ endpoint }: { endpoint: EndpointDetail }) {
  const { health, isEnabled, disabledReason, disabledAt } = endpoint
  if (!isEnabled && disabledReason !== null)
    return (
      <Alert
        color="yellow"
        icon={<IconAlertTriangle />}
        title="Nothing is sent"
        data-testid="endpoint-disabled"
      >
        {disabledReasons[disabledReason]}
        {disabledAt !== null && ` That was on ${formatInstant(disabledAt)}.`} What waits goes out when you
        enable it again; then “Recover a span” sends what it missed meanwhile.
      </Alert>
    )
  if (health.failingSince === null) return null
  return (
    <Alert color="red" icon={<IconAlertTriangle />} title="It does not accept deliveries">
      {health.lastError}. Failing since {formatInstant(health.failingSince)},{' '}
      {countOf(health.failures, 'attempt')} in a row. After five days without a success it is disabled.
    </Alert>
  )
}

function SettingsPanel({ endpoint }: { endpoint: EndpointDetail }) {
  const change = useChangeEndpoint(endpoint.id)
  const { health } = endpoint
  const orders = { none: 'None', subject: 'Kept for each subject', location: 'Kept for each location' }
  return (
    <Panel
      title="This endpoint"
      actions={
        <Switch
          label={endpoint.isEnabled ? 'Enabled' : 'Disabled'}
          checked={endpoint.isEnabled}
          disabled={change.isPending}
          onChange={(event) => change.mutate({ isEnabled: event.currentTarget.checked })}
          data-testid="endpoint-enabled"
        />
      }
    >
      {change.isError && <ProblemNotice error={change.error} />}
      <dl className={classes.facts}>
        <dt>Gets</dt>
        <dd>{wishOf(endpoint)}</dd>
        {endpoint.mapping !== null && (
          <>
            <dt>Made by</dt>
            <dd>
              <Link to="/mappings/$name" params={{ name: endpoint.mapping }}>
                {endpoint.mapping}
              </Link>
            </dd>
          </>
        )}
        <dt>Delivered</dt>
        <dd>
          {formatNumber(health.delivered)}
          {health.lastDeliveredAt !== null && (
            <>
              , last <RelativeTime at={health.lastDeliveredAt} />
            </>
          )}
        </dd>
        <dt>Waiting</dt>
        <dd>{waitingWords(health.waiting)}</dd>
        <dt>Given up</dt>
        <dd>{formatNumber(health.givenUp)}</dd>
        <dt>Order</dt>
        <dd>{orders[endpoint.orderBy]}</dd>
        <dt>Speed</dt>
        <dd>
          {endpoint.rate === null ? 'no limit' : `${formatNumber(endpoint.rate)} a second`},{' '}
          {countOf(endpoint.concurrency, 'request')} at once
        </dd>
        {endpoint.headerNames.length > 0 && (
          <>
            <dt>Headers</dt>
            <dd>{endpoint.headerNames.join(', ')}</dd>
          </>
        )}
        {endpoint.secrets.map((secret) => (
          <SecretFact key={secret.id} secret={secret} />
        ))}
      </dl>
    </Panel>
  )
}

const SecretFact = ({ secret }: { secret: EndpointDetail['secrets'][number] }) => (
  <>
    <dt>{secret.expiresAt === null ? 'Secret' : 'Old secret'}</dt>
    <dd>
      {secret.kind === 'hmac' ? 'HMAC (v1)' : 'Ed25519 (v1a)'}
      {secret.expiresAt === null
        ? `, made ${formatInstant(secret.createdAt)}`
        : `, signs until ${formatInstant(secret.expiresAt)}`}
      {secret.publicKey !== null && (
        <Code block mt={4} className="break-words" style={{ whiteSpace: 'normal' }}>
          {secret.publicKey}
        </Code>
      )}
    </dd>
  </>
)

function LedgerPanel({ endpoint }: { endpoint: EndpointDetail }) {
  const { entries, hash } = endpoint.ledger
  return (
    <Panel
      title="Proof of delivery"
      description="A chain of hashes: nothing in it can be changed unseen"
      actions={
        <Button
          component="a"
          href={ledgerUrl(endpoint.id)}
          download={`ledger-${endpoint.id}.ndjson`}
          size="xs"
          variant="default"
          leftSection={<IconDownload size={14} />}
        >
          Download
        </Button>
      }
    >
      <Text size="sm">
        {entries === 0
          ? 'Nothing was accepted yet. The chain begins with this hash:'
          : `${countOf(entries, 'accepted delivery', 'accepted deliveries')}. The hash of the last one:`}
      </Text>
      <Group gap={4} mt={6} wrap="nowrap">
        <Code block className="break-words" style={{ whiteSpace: 'normal', flex: 1 }}>
          {hash}
        </Code>
        <CopyAction value={hash} label="Copy the hash" />
      </Group>
      <Text size="xs" c="dimmed" mt={8}>
        Keep this hash elsewhere. “causeway ledger verify” checks a download against it, without the hub.
      </Text>
    </Panel>
  )
}
