import type { Secret } from '@causeway/hub/contract'
import { ActionIcon, Button, Code, Menu, Skeleton, Stack, Text } from '@mantine/core'
import { IconDots, IconLockPassword, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { secretsQuery, useRemoveSecret } from '../../data/secrets.ts'
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx'
import { EmptyState } from '../../parts/empty-state.tsx'
import { PageHeader } from '../../parts/page-header.tsx'
import { Panel } from '../../parts/panel.tsx'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { RelativeTime } from '../../parts/relative-time.tsx'
import { SecretDialog } from './secret-dialog.tsx'
import classes from './secrets.module.css'
import lists from '../../parts/list.module.css'

/** Keys and tokens of other programs, which workflows send and nobody reads. */
export function SecretsPage() {
  const secrets = useQuery(secretsQuery)
  const [changed, setChanged] = useState<Secret | 'new'>()
  const [removed, setRemoved] = useState<Secret>()
  return (
    <Stack gap="md">
      <PageHeader
        title="Secrets"
        description="Keys and tokens that requests of workflows name instead of holding them"
        actions={
          <Button
            leftSection={<IconPlus size={16} />}
            onClick={() => setChanged('new')}
            data-testid="add-secret"
          >
            Add a secret
          </Button>
        }
      />
      {secrets.isPending && <Skeleton h={160} radius="lg" role="status" aria-label="Loading secrets" />}
      {secrets.isError && (
        <ProblemNotice
          error={secrets.error}
          title="The secrets could not be loaded"
          onRetry={() => void secrets.refetch()}
        />
      )}
      {secrets.isSuccess && (
        <Panel flush>
          {secrets.data.length === 0 ? (
            <EmptyState icon={<IconLockPassword />} title="There is no secret yet">
              Store the API key of your app here and write <Code>{'{{ secrets.APP_KEY }}'}</Code> in the
              address, a header or the body of a request. It is sealed, sent only to the hosts you name, and
              stands in no run and no file.
            </EmptyState>
          ) : (
            <ul className={lists.plain} aria-label="Secrets">
              {secrets.data.map((secret) => (
                <Row
                  key={secret.name}
                  secret={secret}
                  onChange={() => setChanged(secret)}
                  onRemove={() => setRemoved(secret)}
                />
              ))}
            </ul>
          )}
        </Panel>
      )}
      <SecretDialog changed={changed} onClose={() => setChanged(undefined)} />
      <ConfirmDialog
        thing={removed && { ...removed, id: removed.name }}
        onClose={() => setRemoved(undefined)}
        title={({ name }) => `Remove ${name}?`}
        consequence={() => 'Its value is gone for good. Workflows that send it keep it from being removed.'}
        action={useRemoveSecret()}
        label="Remove"
        testId="confirm-remove-secret"
      />
    </Stack>
  )
}

type RowProps = { secret: Secret; onChange: () => void; onRemove: () => void }

function Row({ secret: { name, hosts, workflows, updatedAt, updatedBy }, onChange, onRemove }: RowProps) {
  return (
    <li className={classes.row} data-testid="secret-row">
      <div className={classes.what}>
        <Code className="break-words">{`{{ secrets.${name} }}`}</Code>
        <Text size="sm" mt={6} className="break-words">
          {hosts.length === 0 ? 'May be sent to any host' : `Only to ${hosts.join(', ')}`}
        </Text>
        <Text size="xs" c="dimmed" className="break-words">
          {workflows.length === 0 ? 'No workflow sends it' : `Sent by ${workflows.join(', ')}`}
          {' · changed '}
          <RelativeTime at={updatedAt} />
          {updatedBy !== null && ` by ${updatedBy}`}
        </Text>
      </div>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label={`What to do with ${name}`}>
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={onChange}>Change</Menu.Item>
          <Menu.Item color="red" onClick={onRemove}>
            Remove
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </li>
  )
}
