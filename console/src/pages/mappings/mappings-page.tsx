import type { Mapping, MappingOutput } from '@causeway/hub/contract'
import { Anchor, Badge, Button, Group, Skeleton, Stack, Text } from '@mantine/core'
import { IconArrowsExchange, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { mappingOutputsQuery, mappingsQuery } from '../../data/mappings.ts'
import { EmptyState } from '../../parts/empty-state.tsx'
import { countOf } from '../../parts/format.ts'
import { OutputBadge } from '../../parts/output-badge.tsx'
import { PageHeader } from '../../parts/page-header.tsx'
import { Panel } from '../../parts/panel.tsx'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import classes from './mappings.module.css'
import { NewMapping } from './new-mapping.tsx'
import { sourceName } from './sources.ts'
import lists from '../../parts/list.module.css'

/** How records become records of your own, and where these are written. */
export function MappingsPage() {
  const mappings = useQuery(mappingsQuery)
  const { data: outputs = [] } = useQuery(mappingOutputsQuery())
  const [isMaking, setMaking] = useState(false)
  const make = (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setMaking(true)} data-testid="new-mapping">
      New mapping
    </Button>
  )
  return (
    <Stack gap="md">
      <PageHeader title="Mappings" description="Records in the shape of your own data model" actions={make} />
      {mappings.isPending && <Skeleton h={160} radius="lg" role="status" aria-label="Loading mappings" />}
      {mappings.isError && (
        <ProblemNotice
          error={mappings.error}
          title="The mappings could not be loaded"
          onRetry={() => void mappings.refetch()}
        />
      )}
      {mappings.isSuccess && (
        <Panel flush data-testid="mapping-list">
          {mappings.data.length === 0 ? (
            <EmptyState icon={<IconArrowsExchange />} title="There is no mapping yet">
              A mapping turns posts, tags, statistics or events into records with the fields of your own data
              model, and keeps a table, an endpoint or a file of yours like them.
            </EmptyState>
          ) : (
            <ul className={lists.plain}>
              {mappings.data.map((mapping) => (
                <Row
                  key={mapping.id}
                  mapping={mapping}
                  outputs={outputs.filter((output) => output.mapping === mapping.name)}
                />
              ))}
            </ul>
          )}
        </Panel>
      )}
      <NewMapping opened={isMaking} onClose={() => setMaking(false)} />
    </Stack>
  )
}

function Row({ mapping, outputs }: { mapping: Mapping; outputs: MappingOutput[] }) {
  const shown = mapping.definition ?? mapping.draft
  return (
    <li className={classes.row} data-testid="mapping-row">
      <div style={{ minWidth: 0, flex: 1 }}>
        <Group gap={8}>
          <Anchor component={Link} to={`/mappings/${mapping.name}`} fw={600} className="break-words">
            {shown?.title ?? mapping.name}
          </Anchor>
          {mapping.draft !== null && (
            <Badge size="sm" color="yellow">
              {mapping.activeVersion === null ? 'draft' : 'draft to publish'}
            </Badge>
          )}
        </Group>
        <Text size="xs" c="dimmed" mt={3}>
          {shown === null
            ? ''
            : `${sourceName(shown.source.kind)} · ${countOf(shown.fields.length, 'field')} · `}
          {mapping.activeVersion === null ? 'never published' : `version ${mapping.activeVersion}`}
        </Text>
      </div>
      <Group gap={6}>
        {outputs.length === 0 && (
          <Text size="xs" c="dimmed">
            written nowhere
          </Text>
        )}
        {outputs.map((output) => (
          <OutputBadge key={output.id} output={output} />
        ))}
      </Group>
    </li>
  )
}
