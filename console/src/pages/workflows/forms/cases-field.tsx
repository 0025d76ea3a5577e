import { ActionIcon, Button, TextInput } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { ConditionField } from './condition-field.tsx'
import classes from './forms.module.css'

type Case = { title?: string; if?: unknown; do?: unknown }
type CasesFieldProps = { value: unknown; onChange: (value: unknown) => void; stepId: string }

/** The ways a branch can go: the first whose condition holds is taken. */
export function CasesField({ value, onChange, stepId }: CasesFieldProps) {
  const cases = Array.isArray(value) ? (value as Case[]) : []
  const set = (place: number, changes: Case) =>
    onChange(cases.map((one, index) => (index === place ? { ...one, ...changes } : one)))
  return (
    <div className={classes.rows}>
      {cases.map((one, place) => (
        // A case has no name of its own: its place is all there is.
        // oxlint-disable-next-line react/no-array-index-key
        <div key={place} className={classes.row}>
          <TextInput
            label={`Case ${place + 1}`}
            placeholder="What it is called"
            value={one.title ?? ''}
            onChange={(event) => set(place, { title: event.currentTarget.value })}
          />
          <ConditionField
            label="When"
            value={one.if}
            onChange={(condition) => set(place, { if: condition })}
            stepId={stepId}
          />
          {cases.length > 1 && (
            <ActionIcon
              className={classes.remove ?? ''}
              variant="subtle"
              color="gray"
              size="sm"
              aria-label={`Remove case ${place + 1} and its steps`}
              onClick={() => onChange(cases.toSpliced(place, 1))}
            >
              <IconX size={15} />
            </ActionIcon>
          )}
        </div>
      ))}
      <Button
        size="compact-sm"
        variant="subtle"
        leftSection={<IconPlus size={14} />}
        onClick={() => onChange([...cases, { title: `Case ${cases.length + 1}`, do: [] }])}
        style={{ justifySelf: 'start' }}
      >
        Add a case
      </Button>
    </div>
  )
}
