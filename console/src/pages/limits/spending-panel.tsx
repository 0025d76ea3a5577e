import { SegmentedControl, Skeleton, Table, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useMemo, useState } from 'react'
import { spendingQuery } from '../../data/calls.ts'
import { formatNumber } from '../../parts/format.ts'
import { Panel } from '../../parts/panel.tsx'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { spenderColours } from './spender-colours.ts'
import classes from './limits.module.css'
import { lastUtcDays, shapeSpending, spenderName, type SpendingShape } from './shape-spending.ts'

const SpendingChart = lazy(() => import('./spending-chart.tsx'))

/** Who spent the CRM's daily limit, over two weeks. */
export function SpendingPanel({ location }: { location: { id: string; name: string } | undefined }) {
  const [isEverywhere, setEverywhere] = useState(false)
  const days = useMemo(() => lastUtcDays(14, Date.now()), [])
  const today = days.at(-1) ?? ''
  const spending = useQuery(spendingQuery(isEverywhere ? undefined : location?.id, days[0] ?? '', today))
  const shape = useMemo(() => shapeSpending(spending.data ?? [], days), [spending.data, days])
  return (
    <Panel
      title="Who spent it"
      description="Calls the CRM counted, by UTC day"
      actions={
        location !== undefined && (
          <SegmentedControl
            size="xs"
            aria-label="Whose calls"
            value={isEverywhere ? 'all' : 'one'}
            onChange={(value) => setEverywhere(value === 'all')}
            data={[
              { value: 'one', label: location.name },
              { value: 'all', label: 'Everywhere' },
            ]}
          />
        )
      }
      data-testid="spending"
    >
      {spending.isPending && <Skeleton h={250} role="status" aria-label="Loading the spending" />}
      {spending.isError && spending.data === undefined && (
        <ProblemNotice
          error={spending.error}
          title="The spending could not be loaded"
          onRetry={() => void spending.refetch()}
        />
      )}
      {spending.data !== undefined &&
        (shape.spenders.length === 0 ? (
          <Text size="sm" c="dimmed" py="xl" ta="center">
            Nothing was asked of the CRM in these two weeks.
          </Text>
        ) : (
          <>
            <Suspense fallback={<Skeleton h={250} />}>
              <SpendingChart shape={shape} />
            </Suspense>
            <Totals shape={shape} today={today} />
          </>
        ))}
    </Panel>
  )
}

function Totals({ shape, today }: { shape: SpendingShape; today: string }) {
  const now = shape.days.find(({ day }) => day === today)
  return (
    <div className={classes.frame} tabIndex={0} role="region" aria-label="Calls by spender">
      <Table verticalSpacing={7} className={classes.table} data-testid="spenders">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Who</Table.Th>
            <Table.Th ta="end">Today</Table.Th>
            <Table.Th ta="end">14 days</Table.Th>
            <Table.Th ta="end">Refused</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {shape.spenders.map(({ spender, calls, refused }, index) => (
            <Table.Tr key={spender}>
              <Table.Td>
                <span className={classes.dot} style={{ background: spenderColours[index] }} aria-hidden />
                {spenderName(spender)}
              </Table.Td>
              <Table.Td ta="end" className="numbers">
                {formatNumber(Number(now?.[spender] ?? 0))}
              </Table.Td>
              <Table.Td ta="end" className="numbers">
                {formatNumber(calls)}
              </Table.Td>
              <Table.Td ta="end" className="numbers">
                {formatNumber(refused)}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  )
}
