import type { MappingDefinition, MappingPreview } from '@causeway/hub/contract'
import { Skeleton, Table, Text } from '@mantine/core'
import type { UseQueryResult } from '@tanstack/react-query'
import { countOf } from '../../parts/format.ts'
import { Panel } from '../../parts/panel.tsx'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import classes from './mappings.module.css'

type PreviewPanelProps = { definition: MappingDefinition; preview: UseQueryResult<MappingPreview> }

/** What becomes of real records, while the mapping is being changed. */
export function PreviewPanel({ definition, preview }: PreviewPanelProps) {
  const rows = preview.data?.rows ?? []
  const wrong = rows.filter(({ record }) => record === null).length
  const names = definition.fields.map(({ name }) => name)
  return (
    <Panel
      title="Preview"
      description={
        rows.length === 0
          ? 'What becomes of real records'
          : `${countOf(rows.length, 'real record')}${wrong === 0 ? '' : `, ${wrong} of them cannot be mapped`}`
      }
      flush
      data-testid="mapping-preview"
    >
      {preview.isPending && <Skeleton h={120} m={18} role="status" aria-label="Loading the preview" />}
      {preview.isError && <ProblemNotice error={preview.error} onRetry={() => void preview.refetch()} />}
      {preview.isSuccess && rows.length === 0 && (
        <Text size="sm" c="dimmed" px={18} pb={18}>
          There are no records of this kind yet.
        </Text>
      )}
      {rows.length > 0 && (
        <div className={classes.preview} tabIndex={0} role="region" aria-label="Preview of real records">
          <Table fz="sm" horizontalSpacing={18} verticalSpacing={7}>
            <Table.Thead>
              <Table.Tr>
                {names.map((name, place) => (
                  <Table.Th key={`${place}-${name}`}>{name}</Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.map(({ source, record, errors }, place) => (
                <Table.Tr key={`${place}-${String(source['id'])}`} data-testid="preview-row">
                  {record === null ? (
                    <Table.Td colSpan={names.length} className={classes.wrong ?? ''}>
                      <Text size="sm" c="red" role="alert">
                        {String(source['name'] ?? source['summary'] ?? source['id'])}:{' '}
                        {errors.map(({ field, message }) => `${field}: ${message}`).join(' ')}
                      </Text>
                    </Table.Td>
                  ) : (
                    names.map((name, column) => (
                      <Table.Td key={`${column}-${name}`} dir="auto">
                        <Cell value={record[name]} />
                      </Table.Td>
                    ))
                  )}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
    </Panel>
  )
}

function Cell({ value }: { value: unknown }) {
  if (value === null || value === undefined)
    return (
      <Text span size="sm" c="dimmed">
        –
      </Text>
    )
  return typeof value === 'string' ? value : JSON.stringify(value)
}
