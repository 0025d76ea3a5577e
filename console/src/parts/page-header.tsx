import { Group, Text, Title } from '@mantine/core'
import { useEffect, type ReactNode } from 'react'
import { useBrand } from '../data/session.ts'

type PageHeaderProps = {
  title: ReactNode
  /** The page's name in the browser's tab, where the title is not plain text. */
  documentTitle?: string
  description?: ReactNode
  actions?: ReactNode
}

/** Name of the page, what is to know about it, and what can be done on it. */
export function PageHeader({ title, documentTitle, description, actions }: PageHeaderProps) {
  useDocumentTitle(documentTitle ?? (typeof title === 'string' ? title : undefined))
  return (
    <Group justify="space-between" align="flex-end" gap="sm">
      <div style={{ minWidth: 0 }}>
        <Title order={1}>{title}</Title>
        {description !== undefined && (
          <Text component="div" c="dimmed" size="md" mt={2}>
            {description}
          </Text>
        )}
      </div>
      {actions !== undefined && (
        <Group gap="xs" wrap="wrap">
          {actions}
        </Group>
      )}
    </Group>
  )
}

/** Names the browser's tab after the page. */
export function useDocumentTitle(title: string | undefined): void {
  const brand = useBrand()
  useEffect(() => {
    document.title = title === undefined ? brand : `${title} · ${brand}`
  }, [title, brand])
}
