import type { Mapping, MappingOutput } from '@causeway/hub/contract'
import { Button, Text } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { CodeBlock } from '../../parts/code-block.tsx'
import { MappingOutputRow } from '../../parts/mapping-output-row.tsx'
import { Panel } from '../../parts/panel.tsx'
import { AddOutput } from './add-output.tsx'
import lists from '../../parts/list.module.css'

/** Where a mapping is written, how far it is there, and its own address in the hub. */
export function OutputsPanel({ mapping, outputs }: { mapping: Mapping; outputs: MappingOutput[] }) {
  const [isAdding, setAdding] = useState(false)
  const isPublished = mapping.activeVersion !== null
  return (
    <Panel
      title="Written to"
      description="Everything first, then every change as it happens"
      flush
      data-testid="mapping-outputs"
      actions={
        <Button
          size="xs"
          leftSection={<IconPlus size={14} />}
          disabled={!isPublished}
          onClick={() => setAdding(true)}
          data-testid="add-output"
        >
          Write it somewhere
        </Button>
      }
    >
      {!isPublished && (
        <Text size="sm" c="dimmed" px={18} pb={18}>
          Publish the mapping first.
        </Text>
      )}
      <ul className={lists.plain}>
        {outputs.map((output) => (
          <MappingOutputRow
            key={output.id}
            output={output}
            title={`${output.destination.name} · ${output.target}`}
          />
        ))}
      </ul>
      {isPublished && (
        <div style={{ padding: '4px 18px 18px' }}>
          <Text size="xs" c="dimmed" mb={6}>
            The hub has it as a table of its own, as it is now:
          </Text>
          <CodeBlock
            label="Address of the records"
            code={`GET ${window.location.origin}/v1/records/${mapping.name}`}
          />
        </div>
      )}
      <AddOutput mapping={mapping} opened={isAdding} onClose={() => setAdding(false)} />
    </Panel>
  )
}
