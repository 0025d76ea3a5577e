import { Alert, Button, Group, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconAlertTriangle, IconRefresh } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { deadRunsQuery, useBulkRuns } from '../../data/runs.ts'
import { countOf } from '../../parts/format.ts'
import { ProblemNotice } from '../../parts/problem-notice.tsx'

/** Failed runs wait for a person: to be retried all at once, or put aside. */
export function DeadRuns({ workflowId }: { workflowId?: string | undefined }) {
  const dead = useQuery(deadRunsQuery(workflowId))
  const retry = useBulkRuns('retry')
  const dismiss = useBulkRuns('dismiss')
  const runs = dead.data?.items ?? []
  if (runs.length === 0) return null
  const isMore = dead.data?.nextCursor !== null
  const total = dead.data?.total ?? runs.length
  const words = isMore
    ? `More than ${runs.length} runs failed and wait`
    : `${countOf(total, 'run')} failed and ${total === 1 ? 'waits' : 'wait'}`
  const about = workflowId === undefined ? {} : { workflowId }
  const done = (words: string) => ({
    onSuccess: ({ count: many }: { count: number }) =>
      notifications.show({ color: 'teal', message: `${countOf(many, 'run')} ${words}` }),
  })
  return (
    <Alert color="red" icon={<IconAlertTriangle />} title={`${words} for you`} data-testid="dead-runs">
      <Text size="sm" className="break-words">
        {mostCommon(
          runs.map(({ workflowName, problem }) => `${workflowName}: ${problem?.message ?? 'failed'}`),
        )}
      </Text>
      <Group gap="xs" mt="sm">
        <Button
          size="xs"
          leftSection={<IconRefresh size={14} />}
          loading={retry.isPending}
          onClick={() => retry.mutate(about, done('begin again'))}
          data-testid="retry-all"
        >
          Retry all
        </Button>
        <Button
          size="xs"
          variant="default"
          component={Link}
          to="/runs"
          search={{ state: 'failed', ...(workflowId === undefined ? {} : { workflow: workflowId }) } as never}
        >
          Look at them
        </Button>
        <Button
          size="xs"
          variant="default"
          loading={dismiss.isPending}
          onClick={() => dismiss.mutate(about, done('put aside'))}
          data-testid="dismiss-all"
        >
          Put them aside
        </Button>
      </Group>
      {(retry.error ?? dismiss.error) !== null && (
        <ProblemNotice error={retry.error ?? dismiss.error} title="That did not work" />
      )}
    </Alert>
  )
}

/** The words that come most often: one broken endpoint fails many runs alike. */
function mostCommon(words: string[]): string {
  const groups = [...Map.groupBy(words, (one) => one)].sort(([, one], [, other]) => other.length - one.length)
  const [first] = groups
  if (first === undefined) return ''
  return groups.length === 1 ? first[0] : `${first[0]} And ${groups.length - 1} other kinds of failures.`
}
