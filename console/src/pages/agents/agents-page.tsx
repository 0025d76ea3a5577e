import type { Agent } from '@causeway/hub/contract'
import { Skeleton, Stack } from '@mantine/core'
import { IconRobot } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { agentsQuery } from '../../data/agents.ts'
import { EmptyState } from '../../parts/empty-state.tsx'
import { PageHeader } from '../../parts/page-header.tsx'
import { Panel } from '../../parts/panel.tsx'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { AgentRow } from './agent-row.tsx'
import { ConnectAgent } from './connect-agent.tsx'
import { EndAgentDialog } from './end-agent-dialog.tsx'
import lists from '../../parts/list.module.css'

/** AI agents that people let in, and how to let one in. */
export function AgentsPage() {
  const agents = useQuery(agentsQuery)
  const [ended, setEnded] = useState<Agent>()
  return (
    <Stack gap="md">
      <PageHeader title="Agents" description="AI agents that may use this hub, and what they may do" />
      {agents.isError && (
        <ProblemNotice
          error={agents.error}
          title="The agents could not be loaded"
          onRetry={() => void agents.refetch()}
        />
      )}
      {agents.isPending && <Skeleton h={160} radius="lg" role="status" aria-label="Loading agents" />}
      {agents.isSuccess && (
        <Panel flush>
          {agents.data.length === 0 ? (
            <EmptyState icon={<IconRobot />} title="No agent was let in yet">
              Give an agent the address below. It sends you here to decide what it may see, and whether it may
              make changes.
            </EmptyState>
          ) : (
            <ul className={lists.plain}>
              {agents.data.map((agent) => (
                <AgentRow key={agent.id} agent={agent} onEnd={() => setEnded(agent)} />
              ))}
            </ul>
          )}
        </Panel>
      )}
      <ConnectAgent />
      <EndAgentDialog agent={ended} onClose={() => setEnded(undefined)} />
    </Stack>
  )
}
