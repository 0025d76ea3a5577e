import type { AppliedWorkflow } from '@causeway/hub/contract'
import { Alert, Badge, Button, FileButton, Group, Modal, Stack, Text, Textarea } from '@mantine/core'
import { IconAlertTriangle, IconUpload } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { applyWorkflow, checkWorkflow, useApplyWorkflow } from '../../../data/workflows.ts'
import { describeValue } from '../../../parts/describe-value.ts'
import { ProblemNotice } from '../../../parts/problem-notice.tsx'

const changes = {
  created: { label: 'A new workflow', colour: 'teal' },
  updated: { label: 'A new version of a workflow', colour: 'indigo' },
  unchanged: { label: 'Nothing would change', colour: 'gray' },
} as const

/** Takes a workflow from YAML or JSON, after showing what it would change. */
export function ImportDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title="Import a workflow"
      size="lg"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {isOpen && <Form onClose={onClose} />}
    </Modal>
  )
}

function Form({ onClose }: { onClose: () => void }) {
  const navigate = useNavigate()
  const [source, setSource] = useState('')
  const look = useMutation({ mutationFn: () => lookAt(source) })
  const apply = useApplyWorkflow()
  const take = (text: string) => {
    setSource(text)
    look.reset()
    apply.reset()
  }
  const isReady = look.data !== undefined && 'change' in look.data
  const confirm = () =>
    apply.mutate(
      { source },
      {
        onSuccess: ({ workflow }) => {
          onClose()
          if (workflow !== null)
            void navigate({ to: '/workflows/$workflowId', params: { workflowId: workflow.id } })
        },
      },
    )
  return (
    <Stack>
      <Group justify="space-between">
        <Text size="sm">YAML or JSON, as it was exported or written by hand.</Text>
        <FileButton
          accept=".yaml,.yml,.json,application/json,application/yaml"
          onChange={(file) => void file?.text().then(take)}
        >
          {(props) => (
            <Button {...props} size="xs" variant="default" leftSection={<IconUpload size={14} />}>
              Choose a file
            </Button>
          )}
        </FileButton>
      </Group>
      <Textarea
        aria-label="Definition"
        value={source}
        onChange={(event) => take(event.currentTarget.value)}
        autosize
        minRows={10}
        maxRows={20}
        spellCheck={false}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 12.5 } }}
        data-testid="import-source"
      />
      {look.data !== undefined && <Found applied={look.data} />}
      {(look.error ?? apply.error) !== null && (
        <ProblemNotice error={look.error ?? apply.error} title="It cannot be imported" />
      )}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          Not yet
        </Button>
        {isReady ? (
          <Button loading={apply.isPending} onClick={confirm} data-testid="import-confirm">
            Import
          </Button>
        ) : (
          <Button
            loading={look.isPending}
            disabled={source.trim() === ''}
            onClick={() => look.mutate()}
            data-testid="import-check"
          >
            Look at it
          </Button>
        )}
      </Group>
    </Stack>
  )
}

/** What it would change; where it has mistakes, these. */
async function lookAt(source: string): Promise<Found> {
  const { isValid, issues } = await checkWorkflow({ source })
  return isValid ? applyWorkflow({ source, dryRun: true }) : { issues }
}

type Found = AppliedWorkflow | Pick<AppliedWorkflow, 'issues'>

function Found({ applied }: { applied: Found }) {
  const { label, colour } =
    'change' in applied ? changes[applied.change] : { label: 'It has mistakes', colour: 'red' }
  return (
    <Stack gap="xs" data-testid="import-found">
      <Group gap={8}>
        <Badge color={colour}>{label}</Badge>
      </Group>
      {applied.issues.map(({ path, message, line, severity }) => (
        <Alert
          key={path + message}
          color={severity === 'error' ? 'red' : 'yellow'}
          icon={<IconAlertTriangle />}
          py={8}
        >
          {line === null ? '' : `Line ${line}: `}
          {path === '' ? '' : `${path}: `}
          {message}
        </Alert>
      ))}
      {'change' in applied &&
        applied.change === 'updated' &&
        applied.diff.changes.slice(0, 30).map(({ path, kind, before, after }) => (
          <Text key={path} size="xs" className="break-words">
            <b>{path}</b> {kind === 'changed' ? `${describeValue(before)} → ${describeValue(after)}` : kind}
          </Text>
        ))}
    </Stack>
  )
}
