import type { Agent } from '@causeway/hub/contract'
import { Badge, Button, Group, Text } from '@mantine/core'
import { countOf } from '../../parts/format.ts'
import { RelativeTime } from '../../parts/relative-time.tsx'
import classes from './agents.module.css'

/** Why an agent's access ended, for people. */
const endings: Record<string, string> = {
  person: 'ended',
  agent: 'given back',
  code_reused: 'ended: a code was used twice',
  refresh_token_reused: 'ended: a token was used twice',
}

/** One agent: who let it in, what it may do, where, and whether it is used. */
export function AgentRow({ agent, onEnd }: { agent: Agent; onEnd: () => void }) {
  const isActive = agent.revokedAt === null
  return (
    <li className={classes.row} data-testid="agent-row">
      <div style={{ minWidth: 0, flex: 1 }}>
        <Group gap={8}>
          <Text fw={600} td={isActive ? 'none' : 'line-through'} dir="auto" className="break-words">
            {agent.name}
          </Text>
          <Badge size="sm" color={agent.permissions.includes('write') ? 'indigo' : 'gray'}>
            {agent.permissions.includes('write') ? 'may make changes' : 'only looks'}
          </Badge>
          {!isActive && (
            <Badge size="sm" color="red">
              {endings[agent.revokedBy ?? ''] ?? 'ended'}
            </Badge>
          )}
        </Group>
        <Text size="xs" c="dimmed" mt={3} component="div">
          {agent.locationIds === null ? 'every location' : countOf(agent.locationIds.length, 'location')}
          {' · '}let in by {agent.allowedBy} <RelativeTime at={agent.createdAt} />
          {' · '}
          {agent.lastUsedAt === null ? (
            'never used'
          ) : (
            <>
              last used <RelativeTime at={agent.lastUsedAt} />
            </>
          )}
        </Text>
      </div>
      {isActive && (
        <Button
          variant="subtle"
          color="red"
          size="xs"
          onClick={onEnd}
          aria-label={`End access of ${agent.name}`}
        >
          End access
        </Button>
      )}
    </li>
  )
}
