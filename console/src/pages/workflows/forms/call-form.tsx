import { Alert, Skeleton, Stack, Switch, Text } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { lazy, Suspense, useMemo } from 'react'
import { catalogEntryQuery } from '../../../data/catalog.ts'
import { ProblemNotice } from '../../../parts/problem-notice.tsx'
import { formSchemaOf, withoutEmpty } from '../../catalog-entry/form-schema.ts'
import { useBuilder } from '../builder/builder-context.ts'
import type { DraftStep } from '../draft/draft.types.ts'

const OperationForm = lazy(() => import('./operation-form.tsx'))

type CallFormProps = {
  step: DraftStep
  errors: Record<string, string>
  onChange: (changes: Record<string, unknown>, mark: string) => void
}

/** What an operation of the CRM takes: the catalog's own form, whose fields take expressions too. */
export function CallForm({ step, errors, onChange }: CallFormProps) {
  const { locationId } = useBuilder()
  const operation = typeof step['operation'] === 'string' ? step['operation'] : ''
  const entry = useQuery({ ...catalogEntryQuery(operation, locationId), enabled: operation !== '' })
  const definition = entry.data?.id === operation ? entry.data.definitions[0] : undefined
  const schema = useMemo(
    () => (definition === undefined ? undefined : formSchemaOf(definition)),
    [definition],
  )
  if (operation === '') return null
  if (entry.isError) {
    return (
      <ProblemNotice
        error={entry.error}
        title={`The operation ${operation} could not be loaded`}
        onRetry={() => void entry.refetch()}
      />
    )
  }
  if (entry.data === undefined || definition === undefined || schema === undefined) return <FormSkeleton />
  return (
    <Stack gap="sm">
      <Text size="xs" c="dimmed">
        {entry.data.summary}{' '}
        <Link
          to="/catalog/$entryId"
          params={{ entryId: operation }}
          target="_blank"
          style={{ color: 'var(--mantine-color-anchor)' }}
        >
          About it
        </Link>
      </Text>
      {(entry.data.isDestructive || entry.data.costsMoney) && (
        <Alert color="yellow" icon={<IconAlertTriangle />} py={8}>
          {entry.data.isDestructive
            ? 'It deletes or replaces what cannot be brought back.'
            : 'The CRM or a network may charge for it.'}
          <Switch
            mt={8}
            label="It is meant: without this it is refused"
            checked={step['confirm'] === true}
            onChange={(event) =>
              onChange({ confirm: event.currentTarget.checked ? true : undefined }, `confirm ${step.id}`)
            }
          />
        </Alert>
      )}
      <Suspense fallback={<FormSkeleton />}>
        <OperationForm
          key={`${step.id} ${operation}`}
          stepId={step.id}
          schema={schema}
          values={{ path: step['path'], query: step['query'], body: step['body'] }}
          errors={errors}
          onChange={(values) => {
            const { path, query, body } = (withoutEmpty(values) ?? {}) as Record<string, unknown>
            onChange({ path, query, body }, `call ${step.id}`)
          }}
        />
      </Suspense>
    </Stack>
  )
}

const FormSkeleton = () => (
  <Stack role="status" aria-label="Loading the form">
    {[1, 2, 3].map((field) => (
      <Skeleton key={field} h={52} />
    ))}
  </Stack>
)
