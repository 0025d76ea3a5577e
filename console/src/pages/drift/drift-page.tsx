import type { Drift, DriftChange, DriftReport, ObservedDrift } from '@causeway/hub/contract'
import { Anchor, Badge, Button, Group, List, Skeleton, Stack, Table, Text } from '@mantine/core'
import { IconCircleCheck, IconGitCompare } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { driftQuery } from '../../data/drift.ts'
import { CodeBlock } from '../../parts/code-block.tsx'
import { EmptyState } from '../../parts/empty-state.tsx'
import { countOf, formatInstant, formatNumber } from '../../parts/format.ts'
import { MethodBadge } from '../../parts/method-badge.tsx'
import { PageHeader } from '../../parts/page-header.tsx'
import { Panel } from '../../parts/panel.tsx'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { RelativeTime } from '../../parts/relative-time.tsx'
import classes from './drift.module.css'
import { groupChanges, type ChangeGroup } from './group-changes.ts'

/** What is different at the CRM from what this hub was built for: as published, and as seen in its answers. */
export function DriftPage() {
  const drift = useQuery(driftQuery)
  return (
    <Stack gap="md">
      <PageHeader
        title="What changed"
        description="Where the CRM is no longer what this hub was built for, and what that touches"
      />
      {drift.isPending && <Skeleton h={220} radius="lg" role="status" aria-label="Loading what changed" />}
      {drift.data === undefined && drift.isError && (
        <ProblemNotice
          error={drift.error}
          title="What changed could not be loaded"
          onRetry={() => void drift.refetch()}
        />
      )}
      {drift.data !== undefined && <Shown drift={drift.data} />}
    </Stack>
  )
}

function Shown({ drift: { report, observed } }: { drift: Drift }) {
  return (
    <>
      {report === null ? <NoReport /> : <Report report={report} />}
      <Observed observed={observed} />
    </>
  )
}

function NoReport() {
  return (
    <Panel data-testid="no-drift-report">
      <EmptyState icon={<IconGitCompare />} title="Nothing has been compared yet">
        <Text size="sm" mb="sm">
          Fetch the files in which the CRM publishes its API, and let the hub compare them with what it knows.
          It says in plain words what changed and what that touches.
        </Text>
        <div style={{ textAlign: 'start' }}>
          <CodeBlock label="Command" code="causeway catalog drift <folder>" />
        </div>
      </EmptyState>
    </Panel>
  )
}

function Report({ report }: { report: DriftReport }) {
  const groups = groupChanges(report.changes)
  return (
    <>
      <Text size="sm" c="dimmed" component="div" data-testid="drift-report">
        Compared {formatInstant(report.comparedAt)} with <b>{report.source}</b>:{' '}
        {countOf(report.operations, 'operation')}, {countOf(report.changes.length, 'change')}.
      </Text>
      {groups.length === 0 && (
        <Panel>
          <EmptyState icon={<IconCircleCheck />} title="Nothing changed">
            What the CRM publishes is what this hub was built for.
          </EmptyState>
        </Panel>
      )}
      {groups.map((group) => (
        <ChangePanel key={group.title} group={group} />
      ))}
    </>
  )
}

/** Long reports show the beginning of each group first. */
const shownAtFirst = 20

function ChangePanel({ group }: { group: ChangeGroup }) {
  const [isWhole, setWhole] = useState(false)
  const shown = isWhole ? group.changes : group.changes.slice(0, shownAtFirst)
  return (
    <Panel
      flush
      title={`${group.title} (${formatNumber(group.changes.length)})`}
      description={group.explanation}
      data-testid="drift-group"
    >
      <ul className={classes.list}>
        {shown.map((change) => (
          <Change key={change.operationId} change={change} />
        ))}
      </ul>
      {shown.length < group.changes.length && (
        <div className={classes.more}>
          <Button size="xs" variant="default" onClick={() => setWhole(true)}>
            Show all {formatNumber(group.changes.length)}
          </Button>
        </div>
      )}
    </Panel>
  )
}

function Change({ change }: { change: DriftChange }) {
  return (
    <li className={classes.change}>
      <Group gap={10} wrap="nowrap" align="flex-start">
        <MethodBadge method={change.method} />
        <div style={{ minWidth: 0 }}>
          <Text size="sm" ff="monospace" className="break-words">
            {change.entryId === null ? (
              change.path
            ) : (
              <Anchor component={Link} to={`/catalog/${change.entryId}`} inherit>
                {change.path}
              </Anchor>
            )}
          </Text>
          <List size="sm" spacing={2} mt={4} listStyleType={change.sentences.length > 1 ? 'disc' : 'none'}>
            {change.sentences.map((sentence) => (
              <List.Item key={sentence}>{sentence}</List.Item>
            ))}
          </List>
          {change.affects.length > 0 && (
            <Group gap={6} mt={6}>
              <Text size="xs" c="dimmed">
                Touches
              </Text>
              {change.affects.map((part) => (
                <Badge key={part} size="sm" color={change.isBreaking ? 'red' : 'gray'}>
                  {part}
                </Badge>
              ))}
            </Group>
          )}
        </div>
      </Group>
    </li>
  )
}

function Observed({ observed }: { observed: ObservedDrift[] }) {
  return (
    <Panel
      title="Seen in answers"
      description="Places where answers of the CRM did not fit what it publishes. They are counted, and never stop a call."
      flush={observed.length > 0}
      data-testid="observed-drift"
    >
      {observed.length === 0 ? (
        <Text size="sm" c="dimmed">
          Every answer so far was as published.
        </Text>
      ) : (
        <div className={classes.frame} tabIndex={0} role="region" aria-label="Seen in answers">
          <Table verticalSpacing={8} horizontalSpacing="md" className={classes.table}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Operation</Table.Th>
                <Table.Th>Place</Table.Th>
                <Table.Th>What was different</Table.Th>
                <Table.Th ta="end">Times</Table.Th>
                <Table.Th>Last seen</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {observed.map((one) => (
                <Table.Tr key={`${one.operationId} ${one.place} ${one.problem}`}>
                  <Table.Td>
                    {one.entryId === null ? (
                      one.operationId
                    ) : (
                      <Anchor component={Link} to={`/catalog/${one.entryId}`} size="sm">
                        {one.entryId}
                      </Anchor>
                    )}
                  </Table.Td>
                  <Table.Td ff="monospace" fz={12}>
                    {one.place}
                  </Table.Td>
                  <Table.Td>{one.problem}</Table.Td>
                  <Table.Td ta="end" className="numbers">
                    {formatNumber(one.count)}
                  </Table.Td>
                  <Table.Td c="dimmed">
                    <RelativeTime at={one.lastSeenAt} />
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
    </Panel>
  )
}
