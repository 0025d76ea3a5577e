import type { Endpoint } from '@causeway/hub/contract'
import { Badge, Button, Skeleton, Stack, Text } from '@mantine/core'
import { IconPlus, IconWebhook } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { endpointsQuery } from '../../data/endpoints.ts'
import { EmptyState } from '../../parts/empty-state.tsx'
import { formatNumber } from '../../parts/format.ts'
import { PageHeader } from '../../parts/page-header.tsx'
import { Panel } from '../../parts/panel.tsx'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { RelativeTime } from '../../parts/relative-time.tsx'
import { CreateEndpointDialog } from './create-endpoint.tsx'
import { conditionOf, nameOf, wishOf } from './describe-endpoint.ts'
import classes from './endpoints.module.css'
import { VerifyPanel } from './verify-panel.tsx'
import lists from '../../parts/list.module.css'

/** Where events are sent to, and how each of these does. */
export function EndpointsPage() {
  const endpoints = useQuery(endpointsQuery)
  const navigate = useNavigate()
  const [isCreating, setCreating] = useState(false)
  return (
    <Stack gap="md">
      <PageHeader
        title="Endpoints"
        description="Where events are sent to, signed, as they happen"
        actions={
          <Button
            leftSection={<IconPlus size={16} />}
            onClick={() => setCreating(true)}
            data-testid="create-endpoint"
          >
            New endpoint
          </Button>
        }
      />
      {endpoints.isError && endpoints.data === undefined && (
        <ProblemNotice
          error={endpoints.error}
          title="The endpoints could not be loaded"
          onRetry={() => void endpoints.refetch()}
        />
      )}
      {endpoints.isPending && <Skeleton h={160} radius="lg" role="status" aria-label="Loading endpoints" />}
      {endpoints.data !== undefined && (
        <Panel flush>
          {endpoints.data.length === 0 ? (
            <EmptyState
              icon={<IconWebhook />}
              title="Nothing is sent anywhere yet"
              action={<Button onClick={() => setCreating(true)}>Make the first endpoint</Button>}
            >
              An endpoint is an address of your app. Every event you choose is sent there within a second,
              signed, and tried again until your app accepts it. Below is a whole receiver to start from.
            </EmptyState>
          ) : (
            <ul className={lists.plain}>
              {endpoints.data.map((endpoint) => (
                <li key={endpoint.id}>
                  <EndpointRow endpoint={endpoint} />
                </li>
              ))}
            </ul>
          )}
        </Panel>
      )}
      <VerifyPanel />
      <CreateEndpointDialog
        opened={isCreating}
        onClose={() => setCreating(false)}
        onDone={(endpointId) =>
          void navigate({ to: '/endpoints/$endpointId', params: { endpointId }, search: {} })
        }
      />
    </Stack>
  )
}

function EndpointRow({ endpoint }: { endpoint: Endpoint }) {
  const condition = conditionOf(endpoint)
  const { health } = endpoint
  return (
    <Link
      to="/endpoints/$endpointId"
      params={{ endpointId: endpoint.id }}
      search={{}}
      className={classes.row}
      data-testid="endpoint-row"
    >
      <span style={{ minWidth: 0 }}>
        <Text component="span" display="block" fw={600} truncate dir="auto">
          {nameOf(endpoint)}
        </Text>
        <Text component="span" display="block" size="xs" c="dimmed" truncate>
          {endpoint.url}
        </Text>
        <Text component="span" display="block" size="xs" c="dimmed" mt={3} className="break-words">
          {wishOf(endpoint)}
        </Text>
        <Text component="span" display="block" size="xs" c="dimmed" mt={3}>
          {formatNumber(health.delivered)} delivered
          {health.waiting > 0 && ` · ${formatNumber(health.waiting)} waiting`}
          {health.givenUp > 0 && ` · ${formatNumber(health.givenUp)} given up`}
          {health.lastDeliveredAt !== null && (
            <>
              {' · last '}
              <RelativeTime at={health.lastDeliveredAt} />
            </>
          )}
        </Text>
      </span>
      <Badge color={condition.colour}>{condition.label}</Badge>
    </Link>
  )
}
