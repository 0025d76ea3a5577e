import type { WebhookKey } from '@causeway/hub/contract'
import { Badge, Button, Group, Skeleton, Stack, Text } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useRetireWebhookKey, webhookKeysQuery } from '../../data/inbox.ts'
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx'
import { CopyAction } from '../../parts/copy-field.tsx'
import { Panel } from '../../parts/panel.tsx'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { RelativeTime } from '../../parts/relative-time.tsx'
import { AddWebhookKey } from './add-webhook-key.tsx'
import classes from './inbox.module.css'

const sources: Record<WebhookKey['source'], string> = {
  published: 'published by the CRM',
  added: 'added by a person',
  simulator: 'of the simulator',
}

/** Keys whose signatures count. New ones stand beside the old, so that a change of keys loses nothing. */
export function WebhookKeys() {
  const keys = useQuery(webhookKeysQuery)
  const retire = useRetireWebhookKey()
  const [isAdding, setAdding] = useState(false)
  const [ending, setEnding] = useState<WebhookKey>()
  const live = keys.data?.filter(({ retiredAt }) => retiredAt === null) ?? []
  return (
    <Panel
      flush
      title="Keys"
      description="A webhook counts when one of these keys signed its very bytes; everything else is refused"
      actions={
        <Button
          size="xs"
          leftSection={<IconPlus size={14} />}
          onClick={() => setAdding(true)}
          data-testid="add-webhook-key"
        >
          Add a key
        </Button>
      }
      data-testid="webhook-keys"
    >
      {keys.isPending && (
        <Stack p="md" role="status" aria-label="Loading the keys">
          <Skeleton h={44} />
          <Skeleton h={44} />
        </Stack>
      )}
      {keys.isError && keys.data === undefined && (
        <ProblemNotice
          error={keys.error}
          title="The keys could not be loaded"
          onRetry={() => void keys.refetch()}
        />
      )}
      <ul className={classes.keys}>
        {keys.data?.map((key) => (
          <KeyRow key={key.id} webhookKey={key} onRetire={() => setEnding(key)} />
        ))}
      </ul>
      <AddWebhookKey opened={isAdding} onClose={() => setAdding(false)} />
      <ConfirmDialog
        thing={ending}
        onClose={() => setEnding(undefined)}
        title={({ name }) => `Retire ${name}?`}
        consequence={({ id }) =>
          live.every((one) => one.id === id)
            ? 'It is the only key: without any, every webhook is refused until you add one.'
            : 'What it signed is refused from now on. What came in before stays.'
        }
        action={retire}
        label="Retire"
        testId="retire-webhook-key"
      />
    </Panel>
  )
}

function KeyRow({ webhookKey, onRetire }: { webhookKey: WebhookKey; onRetire: () => void }) {
  const { name, algorithm, spki, source, createdAt, retiredAt, lastUsedAt } = webhookKey
  return (
    <li className={classes.key} data-testid="webhook-key" data-retired={retiredAt !== null || undefined}>
      <div style={{ minWidth: 0, flex: 1 }}>
        <Group gap={8}>
          <Text fw={600} size="sm" td={retiredAt === null ? 'none' : 'line-through'} dir="auto">
            {name}
          </Text>
          <Badge size="sm" color={algorithm === 'ed25519' ? 'teal' : 'yellow'}>
            {algorithm === 'ed25519' ? 'Ed25519' : 'RSA, retired by the CRM'}
          </Badge>
          {retiredAt !== null && (
            <Badge size="sm" color="gray">
              retired
            </Badge>
          )}
        </Group>
        <Group gap={4} wrap="nowrap">
          <Text size="xs" ff="monospace" c="dimmed" truncate>
            {spki}
          </Text>
          <CopyAction value={spki} label={`Copy ${name}`} />
        </Group>
        <Text size="xs" c="dimmed" component="div">
          {sources[source]}, since <RelativeTime at={createdAt} />
          {' · '}
          {lastUsedAt === null ? (
            'signed nothing yet'
          ) : (
            <>
              last signed <RelativeTime at={lastUsedAt} />
            </>
          )}
        </Text>
      </div>
      {retiredAt === null && (
        <Button variant="subtle" color="red" size="xs" onClick={onRetire} aria-label={`Retire ${name}`}>
          Retire
        </Button>
      )}
    </li>
  )
}
