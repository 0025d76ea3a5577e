import { Button, Group, Text } from '@mantine/core'
import { useState } from 'react'
import { useQuery } from '@tanstack/react-query'
import { catalogEntryQuery } from '../../../data/catalog.ts'
import { MethodBadge } from '../../../parts/method-badge.tsx'
import { useBuilder } from '../builder/builder-context.ts'
import { OperationPicker } from '../builder/operation-picker.tsx'

type OperationFieldProps = {
  operation: string
  error: string | undefined
  onChange: (operation: string) => void
}

/** The operation a step calls, and a way to another. */
export function OperationField({ operation, error, onChange }: OperationFieldProps) {
  const { locationId } = useBuilder()
  const [isOpen, setOpen] = useState(false)
  const entry = useQuery({ ...catalogEntryQuery(operation, locationId), enabled: operation !== '' })
  const shown = entry.data?.id === operation ? entry.data : undefined
  return (
    <div>
      <Group gap={8} wrap="nowrap">
        {shown?.method !== undefined && shown.method !== null && <MethodBadge method={shown.method} />}
        <Text size="sm" fw={600} style={{ flex: 1, minWidth: 0 }} truncate>
          {shown?.title ?? (operation === '' ? 'No operation yet' : operation)}
        </Text>
        <Button size="xs" variant="default" onClick={() => setOpen(true)}>
          {operation === '' ? 'Choose' : 'Change'}
        </Button>
      </Group>
      {error !== undefined && (
        <Text size="xs" c="var(--mantine-color-error)" mt={4}>
          {error}
        </Text>
      )}
      <OperationPicker
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        onPick={(entry) => {
          setOpen(false)
          onChange(entry.id)
        }}
      />
    </div>
  )
}
