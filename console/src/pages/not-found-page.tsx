import { Button } from '@mantine/core'
import { IconMapQuestion } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { EmptyState } from '../parts/empty-state.tsx'
import { PageHeader } from '../parts/page-header.tsx'

export function NotFoundPage() {
  return (
    <main style={{ padding: 24 }}>
      <PageHeader title="Not found" />
      <EmptyState
        icon={<IconMapQuestion />}
        title="There is no such page"
        action={
          <Button component={Link} to="/">
            Go to the overview
          </Button>
        }
      >
        The address may be mistyped, or what it showed is gone.
      </EmptyState>
    </main>
  )
}
