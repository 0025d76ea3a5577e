import { Stack, Text, ThemeIcon } from '@mantine/core'
import type { ReactNode } from 'react'

type EmptyStateProps = {
  icon: ReactNode
  title: string
  children?: ReactNode
  action?: ReactNode
}

/** Nothing to show, why that is, and what would change it. */
export function EmptyState({ icon, title, children, action }: EmptyStateProps) {
  return (
    <Stack align="center" gap={6} py={44} px="md" data-testid="empty">
      <ThemeIcon size={52} radius={16} variant="light" mb={6}>
        {icon}
      </ThemeIcon>
      <Text fw={650} ta="center">
        {title}
      </Text>
      {children !== undefined && (
        <Text size="sm" c="dimmed" ta="center" maw={440} component="div">
          {children}
        </Text>
      )}
      {action !== undefined && <div style={{ marginTop: 10 }}>{action}</div>}
    </Stack>
  )
}
