import type { StepKind } from '@causeway/hub/contract'
import { Modal, Skeleton, Text, TextInput, ThemeIcon, UnstyledButton } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { workflowSchemaQuery } from '../../../data/workflows.ts'
import { ProblemNotice } from '../../../parts/problem-notice.tsx'
import type { DraftStep } from '../draft/draft.types.ts'
import { lookOf } from '../step-kinds.tsx'
import classes from './builder.module.css'
import { firstFields } from './first-fields.ts'
import { OperationRows } from './operation-rows.tsx'

const groups = [
  { value: 'act', label: 'Do something' },
  { value: 'data', label: 'Work with data' },
  { value: 'decide', label: 'Decide' },
  { value: 'wait', label: 'Wait' },
] as const

export type NewStep = Omit<DraftStep, 'id'> & { type: string; words: string }
type StepPickerProps = { isOpen: boolean; onClose: () => void; onPick: (step: NewStep) => void }

/** Every kind of step, and everything the CRM can do, found by the same words. */
export function StepPicker({ isOpen, onClose, onPick }: StepPickerProps) {
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title="Add a step"
      size="xl"
      closeButtonProps={{ 'aria-label': 'Close' }}
      data-testid="step-picker"
    >
      {isOpen && <Choices onPick={onPick} />}
    </Modal>
  )
}

function Choices({ onPick }: { onPick: (step: NewStep) => void }) {
  const schema = useQuery(workflowSchemaQuery)
  const [words, setWords] = useState('')
  const wanted = words.trim().toLowerCase()
  const kinds = (schema.data?.steps ?? []).filter(({ type, title, summary }) =>
    `${title} ${summary} ${lookOf(type).label}`.toLowerCase().includes(wanted),
  )
  const pick = ({ type }: StepKind) => onPick({ type, words: lookOf(type).label, ...firstFields(type) })
  return (
    <>
      <TextInput
        aria-label="Search steps"
        placeholder="Search steps and everything the CRM can do"
        leftSection={<IconSearch size={16} />}
        value={words}
        onChange={(event) => setWords(event.currentTarget.value)}
        mb="md"
        data-autofocus
        data-testid="step-search"
      />
      {schema.isPending && <Skeleton h={220} role="status" aria-label="Loading the steps" />}
      {schema.isError && (
        <ProblemNotice
          error={schema.error}
          title="The steps could not be loaded"
          onRetry={() => void schema.refetch()}
        />
      )}
      {groups.map(({ value, label }) => {
        const own = kinds.filter(({ group }) => group === value)
        if (own.length === 0) return null
        return (
          <section key={value} aria-label={label} style={{ marginBlockEnd: 16 }}>
            <Text component="h3" size="xs" fw={600} c="dimmed" m={0} mb={6}>
              {label}
            </Text>
            <div className={classes.kinds}>
              {own.map((kind) => (
                <KindButton key={kind.type} kind={kind} onClick={() => pick(kind)} />
              ))}
            </div>
          </section>
        )
      })}
      {wanted !== '' && (
        <section aria-label="The CRM can">
          <Text component="h3" size="xs" fw={600} c="dimmed" m={0} mb={6}>
            The CRM can
          </Text>
          <OperationRows
            words={words}
            most={12}
            onPick={(entry) =>
              onPick({ type: 'call', operation: entry.id, title: entry.title, words: entry.title })
            }
          />
        </section>
      )}
    </>
  )
}

function KindButton({ kind, onClick }: { kind: StepKind; onClick: () => void }) {
  const look = lookOf(kind.type)
  return (
    <UnstyledButton className={classes.kind ?? ''} onClick={onClick} data-testid={`kind-${kind.type}`}>
      <ThemeIcon variant="light" color={look.colour} size={32} radius="md">
        <look.icon size={17} stroke={1.8} />
      </ThemeIcon>
      <span style={{ minWidth: 0 }}>
        <Text component="span" display="block" size="sm" fw={600}>
          {kind.title}
        </Text>
        <Text component="span" display="block" size="xs" c="dimmed" lineClamp={2}>
          {kind.summary}
        </Text>
      </span>
    </UnstyledButton>
  )
}
