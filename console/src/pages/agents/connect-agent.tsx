import { SegmentedControl, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { settingsQuery } from '../../data/session.ts'
import { CodeBlock } from '../../parts/code-block.tsx'
import { CopyField } from '../../parts/copy-field.tsx'
import { Panel } from '../../parts/panel.tsx'

type Way = 'oauth' | 'key' | 'stdio'

const ways: { value: Way; label: string }[] = [
  { value: 'oauth', label: 'It asks you' },
  { value: 'key', label: 'API key' },
  { value: 'stdio', label: 'On this machine' },
]

const explanations: Record<Way, string> = {
  oauth:
    'Add the address as a remote MCP server. The agent opens a page of this hub, where you choose locations and whether it may make changes.',
  key: 'For agents that take a header. What the key may do, the agent may do; changes are shown to it first in any case.',
  stdio:
    'For agents that start a program. It uses the hub on the same machine and may only look; add --write to let it make changes.',
}

/** How an agent is pointed at this hub, in the three ways agents know. */
export function ConnectAgent() {
  const [way, setWay] = useState<Way>('oauth')
  const { data: settings } = useQuery(settingsQuery)
  const url = `${settings?.publicUrl ?? window.location.origin}/mcp`
  return (
    <Panel
      title="Connect an agent"
      actions={
        <SegmentedControl
          size="xs"
          aria-label="How the agent connects"
          value={way}
          onChange={(value) => setWay(value)}
          data={ways}
        />
      }
    >
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          {explanations[way]}
        </Text>
        {way === 'oauth' ? (
          <CopyField label="Address" value={url} data-testid="mcp-address" />
        ) : (
          <CodeBlock label="Settings of the agent" code={JSON.stringify(settingsOf(way, url), null, 2)} />
        )}
      </Stack>
    </Panel>
  )
}

const settingsOf = (way: Exclude<Way, 'oauth'>, url: string) => ({
  mcpServers: {
    causeway:
      way === 'key'
        ? { type: 'http', url, headers: { Authorization: 'Bearer YOUR_API_KEY' } }
        : { command: 'causeway', args: ['mcp'] },
  },
})
