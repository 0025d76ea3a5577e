import { Button, Code, Table, Text } from '@mantine/core'
import { useMemo, useState } from 'react'
import classes from './entry.module.css'
import type { JsonSchema } from './json-schema.ts'
import { listSchemaRows, type SchemaRow } from './schema-rows.ts'

/** Longer tables show their beginning first. */
const shownAtFirst = 25

type FieldTableProps = {
  rows: SchemaRow[]
  label: string
  /** It tells what comes back: nothing in it is asked of anybody. */
  isAnswer?: boolean
}

/** The fields of a schema: name, kind of value, rules. */
export function SchemaTable({ schema, ...rest }: Omit<FieldTableProps, 'rows'> & { schema: JsonSchema }) {
  const rows = useMemo(() => listSchemaRows(schema), [schema])
  if (rows.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        The CRM publishes no fields for it: anything may be in it.
      </Text>
    )
  }
  return <FieldTable rows={rows} {...rest} />
}

/** Rows of fields, however they were found. */
export function FieldTable({ rows, label, isAnswer = false }: FieldTableProps) {
  const [isWhole, setWhole] = useState(rows.length <= shownAtFirst + 5)
  return (
    <>
      <div className={classes.tableFrame} tabIndex={0} role="region" aria-label={label}>
        <Table verticalSpacing={7} horizontalSpacing="sm" withRowBorders className={classes.table}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th w="46%">Field</Table.Th>
              <Table.Th>Value</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {(isWhole ? rows : rows.slice(0, shownAtFirst)).map((row) => (
              <Table.Tr key={row.path}>
                <Table.Td style={{ paddingInlineStart: 10 + row.depth * 18 }}>
                  <Code className={classes.field ?? ''}>{row.name}</Code>
                  {row.isRequired && !isAnswer && (
                    <Text component="span" size="xs" fw={600} c="var(--bad)" ml={6}>
                      needed
                    </Text>
                  )}
                </Table.Td>
                <Table.Td>
                  <Text component="span" size="sm">
                    {row.type}
                  </Text>
                  {row.rules.length > 0 && (
                    <Text size="xs" c="dimmed" className="break-words" lineClamp={4}>
                      {row.rules.join(' · ')}
                    </Text>
                  )}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
      {!isWhole && (
        <Button size="xs" variant="default" mt="xs" onClick={() => setWhole(true)}>
          Show all {rows.length} fields
        </Button>
      )}
    </>
  )
}
