import { Alert, Button, Group, Text } from '@mantine/core'
import { IconAlertTriangle, IconRefresh } from '@tabler/icons-react'
import { HubProblem } from '../data/hub-problem.ts'

type ProblemNoticeProps = {
  error: unknown
  /** Offers to try again. */
  onRetry?: () => void
  /** What could not be done, as a heading. */
  title?: string
}

/** Says what went wrong, what to do about it, and offers to try again. */
export function ProblemNotice({ error, onRetry, title = 'This did not work' }: ProblemNoticeProps) {
  const { message, hint, reference } = wordsOf(error)
  return (
    <Alert
      color="red"
      variant="light"
      radius="md"
      title={title}
      icon={<IconAlertTriangle />}
      role="alert"
      data-testid="problem"
    >
      <Text size="sm" className="break-words">
        {message}
      </Text>
      {hint !== undefined && (
        <Text size="sm" mt={4} className="break-words">
          {hint}
        </Text>
      )}
      {(onRetry !== undefined || reference !== undefined) && (
        <Group mt="sm" gap="md">
          {onRetry !== undefined && (
            <Button size="xs" variant="default" leftSection={<IconRefresh size={14} />} onClick={onRetry}>
              Try again
            </Button>
          )}
          {reference !== undefined && (
            <Text size="xs" c="dimmed" ff="monospace">
              {reference}
            </Text>
          )}
        </Group>
      )}
    </Alert>
  )
}

function wordsOf(error: unknown) {
  if (error instanceof HubProblem) {
    const reference = error.requestId === undefined ? error.code : `${error.code} · ${error.requestId}`
    return { message: error.message, hint: error.hint, reference }
  }
  return {
    message: 'The console met something it did not expect.',
    hint: 'Reload the page. If it happens again, please report it.',
    reference: error instanceof Error ? error.message : undefined,
  }
}
