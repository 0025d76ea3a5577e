import type { ApiKey } from '@causeway/hub/contract'
import { Button, Skeleton, Stack } from '@mantine/core'
import { IconKey, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { apiKeysQuery } from '../../data/api-keys.ts'
import { EmptyState } from '../../parts/empty-state.tsx'
import { PageHeader } from '../../parts/page-header.tsx'
import { Panel } from '../../parts/panel.tsx'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { CodeSamples } from './code-samples.tsx'
import { CreateKey } from './create-key.tsx'
import { KeyRow } from './key-row.tsx'
import { RevokeDialog } from './revoke-dialog.tsx'
import lists from '../../parts/list.module.css'

/** Keys for your own apps, and how to use them. */
export function ApiKeysPage() {
  const keys = useQuery(apiKeysQuery)
  const [isCreating, setCreating] = useState(false)
  const [revoked, setRevoked] = useState<ApiKey>()
  const [freshKey, setFreshKey] = useState<string>()
  return (
    <Stack gap="md">
      <PageHeader
        title="API keys"
        description="What your app calls the hub with"
        actions={
          <Button
            leftSection={<IconPlus size={16} />}
            onClick={() => setCreating(true)}
            data-testid="create-key"
          >
            Create a key
          </Button>
        }
      />
      {keys.isError && (
        <ProblemNotice
          error={keys.error}
          title="The keys could not be loaded"
          onRetry={() => void keys.refetch()}
        />
      )}
      {keys.isPending && <Skeleton h={160} radius="lg" role="status" aria-label="Loading keys" />}
      {keys.isSuccess && (
        <Panel flush>
          {keys.data.length === 0 ? (
            <EmptyState
              icon={<IconKey />}
              title="There is no key yet"
              action={<Button onClick={() => setCreating(true)}>Create a key</Button>}
            >
              With a key your app reads tags, details and statistics from this hub, and keeps its own details
              of tags.
            </EmptyState>
          ) : (
            <ul className={lists.plain}>
              {keys.data.map((key) => (
                <KeyRow key={key.id} apiKey={key} onRevoke={() => setRevoked(key)} />
              ))}
            </ul>
          )}
        </Panel>
      )}
      <CodeSamples apiKey={freshKey} />
      <CreateKey opened={isCreating} onClose={() => setCreating(false)} onCreated={setFreshKey} />
      <RevokeDialog apiKey={revoked} onClose={() => setRevoked(undefined)} />
    </Stack>
  )
}
