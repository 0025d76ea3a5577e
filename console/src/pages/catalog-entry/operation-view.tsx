import type { CatalogEntry, OperationDefinition } from '@causeway/hub/contract'
import { Group, SegmentedControl, SimpleGrid, Stack, Tabs, Text } from '@mantine/core'
import { useState } from 'react'
import { JsonView } from '../../parts/json-view.tsx'
import { MethodBadge } from '../../parts/method-badge.tsx'
import { Panel } from '../../parts/panel.tsx'
import { AccessBadge } from '../catalog/entry-marks.tsx'
import { CodeToCopy } from './code-to-copy.tsx'
import { EntryFacts } from './entry-facts.tsx'
import classes from './entry.module.css'
import type { JsonSchema } from './json-schema.ts'
import { FieldTable, SchemaTable } from './schema-table.tsx'
import { describeField } from './schema-rows.ts'
import { TryIt } from './try-it.tsx'
import { useTrial } from './use-trial.ts'

type OperationViewProps = { entry: CatalogEntry; location: { id: string; name: string } | undefined }

/** An operation: tried, copied as code, and read about. */
export function OperationView({ entry, location }: OperationViewProps) {
  const [generation, setGeneration] = useState(entry.definitions[0]?.generation)
  const definition = entry.definitions.find((one) => one.generation === generation) ?? entry.definitions[0]
  if (definition === undefined) return null
  return (
    <Stack gap="md">
      <Group gap="sm">
        <MethodBadge method={definition.method} />
        <Text component="code" ff="monospace" size="sm" className="break-words">
          {definition.path}
        </Text>
        {entry.access !== null && <AccessBadge access={entry.access} />}
        {entry.definitions.length > 1 && (
          <SegmentedControl
            size="xs"
            aria-label="Generation of the CRM’s API"
            value={definition.generation}
            onChange={(value) => setGeneration(value === 'v2' ? 'v2' : 'v3')}
            data={entry.definitions.map((one) => one.generation)}
          />
        )}
        {definition.versions.length > 0 && (
          <Text size="xs" c="dimmed">
            Version {definition.versions.join(' or ')}
          </Text>
        )}
      </Group>
      <Definition
        key={`${definition.operationId} ${location?.id}`}
        entry={entry}
        definition={definition}
        location={location}
      />
    </Stack>
  )
}

type DefinitionProps = OperationViewProps & { definition: OperationDefinition }

function Definition({ entry, definition, location }: DefinitionProps) {
  const trial = useTrial(entry, definition, location?.id)
  return (
    <>
      <div className={classes.columns}>
        <TryIt entry={entry} definition={definition} location={location} trial={trial} />
        <Stack gap="md" className={classes.side ?? ''}>
          <CodeToCopy
            entry={entry}
            definition={definition}
            values={trial.values}
            files={trial.files}
            locationId={location?.id}
          />
          <Panel title="Good to know">
            <EntryFacts entry={entry} />
          </Panel>
        </Stack>
      </div>
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="md" style={{ alignItems: 'start' }}>
        <Panel title="What it takes">
          <Takes definition={definition} />
        </Panel>
        <Panel title="What it answers" description={`With status ${definition.success.status}`}>
          <Answers definition={definition} />
        </Panel>
      </SimpleGrid>
    </>
  )
}

function Takes({ definition }: { definition: OperationDefinition }) {
  const { parameters, body } = definition
  if (parameters.length === 0 && body === null) {
    return (
      <Text size="sm" c="dimmed">
        Nothing.
      </Text>
    )
  }
  const rowsIn = (place: 'path' | 'query' | 'header') =>
    parameters
      .filter((parameter) => parameter.in === place)
      .map(({ name, required, schema }) => ({
        path: `${place}.${name}`,
        name,
        depth: 0,
        isRequired: required,
        ...describeField(schema, (schema as JsonSchema).$defs ?? {}),
      }))
  const places = [
    { title: 'In the address', rows: rowsIn('path') },
    { title: 'As query', rows: rowsIn('query') },
    { title: 'As header', rows: rowsIn('header') },
  ].filter(({ rows }) => rows.length > 0)
  return (
    <Stack gap="md">
      {places.map(({ title, rows }) => (
        <div key={title}>
          <h3 className={classes.place}>{title}</h3>
          <FieldTable rows={rows} label={title} />
        </div>
      ))}
      {body !== null && (
        <div>
          <h3 className={classes.place}>
            As body{body.required ? '' : ', which may be left out'}{' '}
            <small>{body.contentTypes.join(', ')}</small>
          </h3>
          <SchemaTable schema={body.schema} label="Body" />
        </div>
      )}
    </Stack>
  )
}

function Answers({ definition: { success, exampleAnswer } }: { definition: OperationDefinition }) {
  const table =
    success.schema === null ? (
      <Text size="sm" c="dimmed">
        The CRM publishes nothing about its answer.
      </Text>
    ) : (
      <SchemaTable schema={success.schema} label="Answer fields" isAnswer />
    )
  if (exampleAnswer === undefined) return table
  return (
    <Tabs defaultValue="fields" keepMounted={false}>
      <Tabs.List mb="sm">
        <Tabs.Tab value="fields">Fields</Tabs.Tab>
        <Tabs.Tab value="example">Example</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="fields">{table}</Tabs.Panel>
      <Tabs.Panel value="example">
        <JsonView value={exampleAnswer} label="Example answer" />
      </Tabs.Panel>
    </Tabs>
  )
}
