import type { Check, Connection } from '@causeway/hub/contract'
import { Alert, Button, Drawer, Skeleton, Stack, Text } from '@mantine/core'
import { IconAlertTriangle, IconCircleCheck, IconCircleX, IconMinus, IconRefresh } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { diagnosisQuery } from '../../data/connections.ts'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { useLastDefined } from '../../parts/use-last-defined.ts'
import classes from './connections.module.css'
import { connectionName } from './group-connections.ts'

type DiagnosisDrawerProps = { connection: Connection | undefined; onClose: () => void }

/** The doctor's walk from token to database, ending with one sentence. */
export function DiagnosisDrawer({ connection, onClose }: DiagnosisDrawerProps) {
  const shown = useLastDefined(connection)
  return (
    <Drawer
      opened={connection !== undefined}
      onClose={onClose}
      size={480}
      title={shown === undefined ? 'Diagnosis' : `Diagnosis of ${connectionName(shown)}`}
      closeButtonProps={{ 'aria-label': 'Close the diagnosis' }}
      data-testid="diagnosis"
    >
      {connection !== undefined && <Findings connectionId={connection.id} />}
    </Drawer>
  )
}

function Findings({ connectionId }: { connectionId: string }) {
  const diagnosis = useQuery(diagnosisQuery(connectionId))
  if (diagnosis.isFetching) {
    return (
      <Stack role="status" aria-label="Examining">
        <Text size="sm" c="dimmed">
          Asking the CRM a few harmless questions…
        </Text>
        {[1, 2, 3, 4, 5].map((row) => (
          <Skeleton key={row} h={34} />
        ))}
      </Stack>
    )
  }
  if (diagnosis.isError) {
    return <ProblemNotice error={diagnosis.error} onRetry={() => void diagnosis.refetch()} />
  }
  const { healthy, conclusion, checks } = diagnosis.data ?? { healthy: false, conclusion: '', checks: [] }
  return (
    <Stack>
      <Alert
        color={healthy ? 'teal' : 'red'}
        icon={healthy ? <IconCircleCheck /> : <IconAlertTriangle />}
        data-testid="conclusion"
      >
        <Text size="sm" fw={600}>
          {conclusion}
        </Text>
      </Alert>
      <div>
        {checks.map((check) => (
          <CheckRow key={check.name} check={check} />
        ))}
      </div>
      <Button
        variant="default"
        leftSection={<IconRefresh size={16} />}
        onClick={() => void diagnosis.refetch()}
        style={{ alignSelf: 'flex-start' }}
      >
        Examine again
      </Button>
    </Stack>
  )
}

const outcomes = {
  pass: { Mark: IconCircleCheck, colour: 'var(--good)', word: 'Good' },
  warn: { Mark: IconAlertTriangle, colour: 'light-dark(#b26a00, #ffc94d)', word: 'Warning' },
  fail: { Mark: IconCircleX, colour: 'var(--bad)', word: 'Failed' },
  skip: { Mark: IconMinus, colour: 'var(--mantine-color-dimmed)', word: 'Skipped' },
}

function CheckRow({ check }: { check: Check }) {
  const { Mark, colour, word } = outcomes[check.outcome]
  return (
    <div className={classes.check}>
      <Mark size={20} color={colour} role="img" aria-label={word} />
      <div style={{ minWidth: 0 }}>
        <Text fw={600} size="sm" tt="capitalize">
          {check.name}
        </Text>
        <Text size="sm" c="dimmed" className="break-words">
          {check.message}
        </Text>
        {check.hint !== null && (
          <Text size="sm" className="break-words" mt={2}>
            {check.hint}
          </Text>
        )}
      </div>
    </div>
  )
}
