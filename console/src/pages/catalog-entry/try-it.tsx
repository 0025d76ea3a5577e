import type { CatalogEntry, OperationDefinition } from '@causeway/hub/contract'
import { Alert, Button, Checkbox, Group, Skeleton, Stack, Text } from '@mantine/core'
import { IconAlertTriangle, IconEye, IconSend, IconWand } from '@tabler/icons-react'
import { lazy, Suspense, useMemo, useRef, useState } from 'react'
import { Panel } from '../../parts/panel.tsx'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { fileFieldsOf, fileProblems, takesFiles, withoutFiles } from './call-files.ts'
import { CallResult } from './call-result.tsx'
import { ConfirmCall } from './confirm-call.tsx'
import { FileFields } from './file-fields.tsx'
import { exampleValues, formSchemaOf, type FormValues } from './form-schema.ts'
import type { useTrial } from './use-trial.ts'

const TryForm = lazy(() => import('./try-form.tsx'))

const noProblems: ReadonlyMap<number, string> = new Map()

type TryItProps = {
  entry: CatalogEntry
  definition: OperationDefinition
  location: { id: string; name: string } | undefined
  trial: ReturnType<typeof useTrial>
}

/** Fills in an operation and calls it: reads at once, everything else after a question. */
export function TryIt({ entry, definition, location, trial }: TryItProps) {
  const schema = useMemo(() => formSchemaOf(withoutFiles(definition)), [definition])
  const [isFresh, setFresh] = useState(false)
  const [asked, setAsked] = useState<FormValues>()
  // The form is submitted by either button; the one that was pressed says what for.
  const isDryRun = useRef(false)
  const isRead = entry.access === 'read'
  const hasFiles = takesFiles(definition)
  const [isChecked, setChecked] = useState(false)
  const problems = fileProblems(definition, trial.files)

  const submit = (values: FormValues) => {
    setChecked(true)
    if (problems.size > 0) return
    if (isDryRun.current || isRead) {
      trial.send(values, { isDryRun: isDryRun.current, isFresh, isConfirmed: false })
    } else setAsked(values)
  }
  return (
    <Panel
      title="Try it"
      description={location === undefined ? 'Connect a location to call it' : `For ${location.name}`}
      actions={
        <Button
          size="xs"
          variant="default"
          leftSection={<IconWand size={14} />}
          onClick={() => trial.change(exampleValues(withoutFiles(definition), location?.id))}
          data-testid="fill-example"
        >
          Fill in the example
        </Button>
      }
      data-testid="try-it"
    >
      <Suspense fallback={<FormSkeleton />}>
        <TryForm
          key={definition.operationId}
          schema={schema}
          values={trial.values}
          errors={trial.errors}
          onChange={trial.change}
          onSubmit={submit}
        >
          <Stack gap="sm" mt="md">
            {Object.keys(schema.properties ?? {}).length === 0 && !hasFiles && (
              <Text size="sm" c="dimmed">
                There is nothing to fill in.
              </Text>
            )}
            {hasFiles && (
              <FileFields
                fields={fileFieldsOf(definition)}
                files={trial.files}
                problems={isChecked ? problems : noProblems}
                onChange={trial.changeFiles}
              />
            )}
            <Group gap="sm">
              <Button
                type="submit"
                leftSection={<IconSend size={16} />}
                loading={trial.isSending}
                disabled={entry.isWithheld || location === undefined}
                onClick={() => (isDryRun.current = false)}
                data-testid="send-call"
              >
                {isRead ? 'Ask the CRM' : entry.title}
              </Button>
              <Button
                type="submit"
                variant="default"
                leftSection={<IconEye size={16} />}
                disabled={trial.isSending || entry.isWithheld || location === undefined}
                onClick={() => (isDryRun.current = true)}
                data-testid="show-request"
              >
                Show what would be sent
              </Button>
              {isRead && (
                <Checkbox
                  label="Past the hub’s cache"
                  checked={isFresh}
                  onChange={(event) => setFresh(event.currentTarget.checked)}
                />
              )}
            </Group>
            {trial.problem !== null &&
              (Object.keys(trial.errors).length > 0 ? (
                <Alert color="red" role="alert" icon={<IconAlertTriangle />} py={10} data-testid="problem">
                  The call was not made: see what is marked above. {trial.problem.message}.
                </Alert>
              ) : (
                <ProblemNotice error={trial.problem} title="The call was not made" />
              ))}
            {trial.result !== undefined && <CallResult result={trial.result} />}
          </Stack>
        </TryForm>
      </Suspense>
      <ConfirmCall
        entry={entry}
        locationName={location?.name}
        opened={asked !== undefined}
        onClose={() => setAsked(undefined)}
        onConfirm={() => {
          if (asked !== undefined) {
            trial.send(asked, {
              isDryRun: false,
              isFresh: false,
              isConfirmed: entry.isDestructive || entry.costsMoney,
            })
          }
          setAsked(undefined)
        }}
      />
    </Panel>
  )
}

const FormSkeleton = () => (
  <Stack role="status" aria-label="Loading the form">
    {[1, 2, 3].map((field) => (
      <Skeleton key={field} h={52} />
    ))}
  </Stack>
)
