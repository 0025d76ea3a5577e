import { Container } from '@mantine/core'
import { useRouter, type ErrorComponentProps } from '@tanstack/react-router'
import { ProblemNotice } from './problem-notice.tsx'

/** A page that could not be shown at all. */
export function PageProblem({ error, reset }: ErrorComponentProps) {
  const router = useRouter()
  return (
    <Container size="sm" py="xl" component="main">
      <ProblemNotice
        error={error}
        title="This page could not be shown"
        onRetry={() => {
          reset()
          void router.invalidate()
        }}
      />
    </Container>
  )
}
