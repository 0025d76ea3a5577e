import { Text, ThemeIcon, UnstyledButton } from '@mantine/core'
import { IconExclamationCircle, IconPlus } from '@tabler/icons-react'
import type { DraftPath, DraftStep } from '../draft/draft.types.ts'
import { lanesOf } from '../draft/lanes.ts'
import { lookOf, stepSummary, stepTitle } from '../step-kinds.tsx'
import { triggerWords } from '../trigger-words.ts'
import { useBuilder } from './builder-context.ts'
import classes from './builder.module.css'
import type { CanvasProps } from './canvas.tsx'

type StepListProps = Omit<CanvasProps, 'onRemove'>

/** The workflow as a list, where there is no room for a picture: what a step holds is set in. */
export function StepList(props: StepListProps) {
  const { draft } = useBuilder()
  return (
    <div className={classes.list} data-testid="step-list">
      <Row id="trigger" type="trigger" title={triggerWords(draft.trigger)} summary="" {...props} />
      <Steps steps={draft.steps} list={['steps']} {...props} />
    </div>
  )
}

function Steps({ steps, list, ...props }: StepListProps & { steps: DraftStep[]; list: DraftPath }) {
  return (
    <ol className={classes.listSteps}>
      {steps.map((step, index) => (
        <li key={step.id}>
          <Insert onClick={() => props.onInsert(list, index)} />
          <Row id={step.id} type={step.type} title={stepTitle(step)} summary={stepSummary(step)} {...props} />
          {lanesOf(step).map((lane) => (
            <div key={lane.path.join('.')} className={classes.listLane} data-kind={lane.kind}>
              <Text size="xs" fw={600} c={lane.kind === 'error' ? 'var(--bad)' : 'dimmed'}>
                {lane.label}
              </Text>
              <Steps steps={lane.steps} list={[...list, index, ...lane.path]} {...props} />
            </div>
          ))}
        </li>
      ))}
      <li>
        <Insert onClick={() => props.onInsert(list, steps.length)} isLast />
      </li>
    </ol>
  )
}

const Insert = ({ onClick, isLast = false }: { onClick: () => void; isLast?: boolean }) => (
  <UnstyledButton
    className={classes.listAdd ?? ''}
    data-last={isLast || undefined}
    aria-label="Add a step here"
    onClick={onClick}
    data-testid="add-step"
  >
    <IconPlus size={14} />
    {isLast && 'Add a step'}
  </UnstyledButton>
)

type RowProps = StepListProps & { id: string; type: string; title: string; summary: string }

function Row({ id, type, title, summary, selected, issues, onSelect }: RowProps) {
  const look = lookOf(type)
  const issue = issues.find(({ at, severity }) => at === id && severity === 'error')
  return (
    <UnstyledButton
      className={classes.listRow ?? ''}
      data-selected={selected === id || undefined}
      data-testid={id === 'trigger' ? 'node-trigger' : 'node-step'}
      onClick={() => onSelect(id)}
    >
      <ThemeIcon variant="light" color={look.colour} size={34} radius="md">
        <look.icon size={18} stroke={1.8} />
      </ThemeIcon>
      <span style={{ minWidth: 0, flex: 1 }}>
        <Text component="span" display="block" size="xs" c="dimmed">
          {look.label}
        </Text>
        <Text component="span" display="block" fw={600} className="break-words" dir="auto">
          {title}
        </Text>
        {summary !== '' && (
          <Text component="span" display="block" size="xs" c="dimmed" truncate dir="auto">
            {summary}
          </Text>
        )}
        {issue !== undefined && (
          <Text component="span" display="block" size="xs" c="var(--mantine-color-error)">
            {issue.field === '' ? '' : `${issue.field} `}
            {issue.message}
          </Text>
        )}
      </span>
      {issue !== undefined && <IconExclamationCircle size={18} color="var(--bad)" aria-hidden />}
    </UnstyledButton>
  )
}
