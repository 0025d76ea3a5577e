import type { MappingOutput } from '@causeway/hub/contract'
import { ActionIcon, Alert, Anchor, Badge, Button, Group, Menu, Progress, Text } from '@mantine/core'
import { IconDots } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useActOnOutput, useRemoveOutput } from '../data/mappings.ts'
import { ConfirmDialog } from './confirm-dialog.tsx'
import { countOf, formatNumber } from './format.ts'
import { outputState } from './output-badge.tsx'
import { ProblemNotice } from './problem-notice.tsx'
import { RelativeTime } from './relative-time.tsx'

/** A mapping at a destination: how far it is, what is wrong, and what can be done about it. */
export function MappingOutputRow({ output, title }: { output: MappingOutput; title: string }) {
  const act = useActOnOutput()
  const [ended, setEnded] = useState<MappingOutput>()
  const { word, colour } = outputState(output)
  const { id, fill, problem, quarantined } = output
  return (
    <li
      style={{ padding: '12px 18px', borderBlockStart: '1px solid var(--line-soft)' }}
      data-testid="output-row"
    >
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <div style={{ minWidth: 0 }}>
          <Group gap={8}>
            <Text fw={600} className="break-words">
              {title}
            </Text>
            <Badge size="sm" color={colour} tt="none">
              {word}
            </Badge>
          </Group>
          <Text size="xs" c="dimmed" mt={3} component="div">
            version {output.version} · {countOf(output.written, 'row')} written
            {output.lastWrittenAt !== null && (
              <>
                {' · last '}
                <RelativeTime at={output.lastWrittenAt} />
              </>
            )}
            {Object.keys(output.twoWay).length > 0 && ` · ${countOf(output.taken, 'change')} came back`}
            {output.lastTakenAt !== null && (
              <>
                {', last '}
                <RelativeTime at={output.lastTakenAt} />
              </>
            )}
            {output.waiting > 0 && ` · ${countOf(output.waiting, 'change')} waiting`}
          </Text>
        </div>
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon variant="subtle" color="gray" aria-label={`What to do with ${title}`}>
              <IconDots size={18} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => act.mutate({ id, verb: output.isPaused ? 'resume' : 'pause' })}>
              {output.isPaused ? 'Go on' : 'Pause'}
            </Menu.Item>
            <Menu.Item onClick={() => act.mutate({ id, verb: 'refill' })}>
              Write everything once more
            </Menu.Item>
            <Menu.Item color="red" onClick={() => setEnded(output)}>
              Stop writing
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </Group>
      {output.state === 'filling' && (
        <Group gap={10} mt={8} wrap="nowrap">
          <Progress
            value={fill.total === null || fill.total === 0 ? 0 : (100 * fill.done) / fill.total}
            style={{ flex: 1 }}
            aria-label="How much is written"
          />
          <Text size="xs" c="dimmed" className="numbers">
            {formatNumber(fill.done)} of {fill.total === null ? '…' : formatNumber(fill.total)}
          </Text>
        </Group>
      )}
      {problem !== null && (
        <Alert color="red" mt={10} title={problem.message} data-testid="output-problem">
          <Text size="sm">{problem.hint}</Text>
          <Group mt={8} gap="md">
            <Button size="xs" variant="default" onClick={() => act.mutate({ id, verb: 'retry' })}>
              Try now
            </Button>
            {problem.retryAt !== null && (
              <Text size="xs" c="dimmed" component="div">
                tries again <RelativeTime at={problem.retryAt} />
              </Text>
            )}
          </Group>
        </Alert>
      )}
      {quarantined > 0 && (
        <Text size="sm" mt={8}>
          <Anchor component={Link} to={`/quarantine/${id}`} data-testid="open-quarantine">
            {countOf(quarantined, 'row')} held back
          </Anchor>{' '}
          because of what {quarantined === 1 ? 'it holds' : 'they hold'}.
        </Text>
      )}
      {act.isError && <ProblemNotice error={act.error} />}
      <ConfirmDialog
        thing={ended}
        onClose={() => setEnded(undefined)}
        title={() => `Stop writing to ${title}?`}
        consequence={() => 'What was written stays there and is no longer kept up to date.'}
        action={useRemoveOutput()}
        label="Stop writing"
        testId="confirm-stop-writing"
      />
    </li>
  )
}
