import { Text, ThemeIcon, Tooltip, UnstyledButton, VisuallyHidden } from '@mantine/core'
import { IconAlertTriangle, IconExclamationCircle, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Handle, Position, type NodeProps } from '@xyflow/react'
import { createContext, useContext } from 'react'
import { tagsQuery } from '../../../data/records.ts'
import type { DraftPath, DraftTrigger } from '../draft/draft.types.ts'
import type { LaidNode } from '../draft/layout-draft.ts'
import { describeCondition } from '../draft/condition.ts'
import { lookOf, stepSummary, stepTitle } from '../step-kinds.tsx'
import { triggerWords } from '../trigger-words.ts'
import { useBuilder } from './builder-context.ts'
import classes from './canvas.module.css'
import type { PlacedIssue } from './map-issues.ts'

export type CanvasActions = {
  selected: string | undefined
  issues: PlacedIssue[]
  select: (id: string) => void
  insert: (list: DraftPath, index: number) => void
  trigger: DraftTrigger
  filters: unknown
}
export const CanvasContext = createContext<CanvasActions | null>(null)

function useCanvas(): CanvasActions {
  const actions = useContext(CanvasContext)
  if (actions === null) throw new Error('Nodes belong into the canvas.')
  return actions
}

type Laid<Kind extends LaidNode['kind']> = Extract<LaidNode, { kind: Kind }>
const laid = <Kind extends LaidNode['kind']>(props: NodeProps) => (props.data as { node: Laid<Kind> }).node

/** Where lines come in and leave. */
const Ends = () => (
  <>
    <Handle type="target" position={Position.Top} className={classes.handle ?? ''} isConnectable={false} />
    <Handle type="source" position={Position.Bottom} className={classes.handle ?? ''} isConnectable={false} />
    <Handle
      type="source"
      id="side"
      position={Position.Right}
      className={classes.handle ?? ''}
      isConnectable={false}
    />
  </>
)

function TriggerNode() {
  const { trigger, filters, ...actions } = useCanvas()
  const look = lookOf('trigger')
  const { locationId = '' } = useBuilder()
  const sentence =
    Array.isArray(filters) && filters.length > 0 ? describeCondition({ all: filters }) : undefined
  const hasTags = sentence?.includes('tagIds') === true && locationId !== ''
  const { data: tags = [] } = useQuery({ ...tagsQuery(locationId), enabled: hasTags })
  // People know a tag by its name.
  const asked = tags.reduce((text, { id, name }) => text?.replace(id, `“${name}”`), sentence)
  return (
    <>
      <Card
        id="trigger"
        colour={look.colour}
        icon={<look.icon size={19} stroke={1.8} />}
        kind="Trigger"
        title={triggerWords(trigger)}
        summary={asked === undefined ? '' : `only when ${asked}`}
        {...actions}
      />
      <Handle
        type="source"
        position={Position.Bottom}
        className={classes.handle ?? ''}
        isConnectable={false}
      />
    </>
  )
}

function StepNode(props: NodeProps) {
  const { step } = laid<'step'>(props)
  const actions = useCanvas()
  const look = lookOf(step.type)
  return (
    <>
      <Card
        id={step.id}
        colour={look.colour}
        icon={<look.icon size={19} stroke={1.8} />}
        kind={look.label}
        title={stepTitle(step)}
        summary={stepSummary(step)}
        isDisabled={step['isDisabled'] === true}
        {...actions}
      />
      <Ends />
    </>
  )
}

type CardProps = {
  id: string
  colour: string
  icon: React.ReactNode
  kind: string
  title: string
  summary: string
  isDisabled?: boolean
  selected: string | undefined
  issues: PlacedIssue[]
  select: (id: string) => void
}

function Card({
  id,
  colour,
  icon,
  kind,
  title,
  summary,
  isDisabled = false,
  selected,
  issues,
  select,
}: CardProps) {
  const own = issues.filter(({ at }) => at === id)
  const error = own.find(({ severity }) => severity === 'error')
  const issue = error ?? own[0]
  return (
    <UnstyledButton
      className={classes.card ?? ''}
      data-node={id}
      data-selected={selected === id || undefined}
      data-error={error !== undefined || undefined}
      data-disabled={isDisabled || undefined}
      data-testid={id === 'trigger' ? 'node-trigger' : 'node-step'}
      aria-pressed={selected === id}
      onClick={() => select(id)}
    >
      <ThemeIcon variant="light" color={colour} size={38} radius="md">
        {icon}
      </ThemeIcon>
      <span className={classes.words}>
        <span className={classes.kind}>
          {kind}
          {isDisabled && ' · passed over'}
        </span>
        <span className={classes.title} dir="auto">
          {title}
        </span>
        <span className={classes.summary} dir="auto">
          {summary}
        </span>
      </span>
      {issue !== undefined && <VisuallyHidden>Problem: {issue.message}</VisuallyHidden>}
      {issue !== undefined && (
        <Tooltip label={issue.message} multiline maw={300}>
          <span className={classes.issue} data-severity={issue.severity}>
            {issue.severity === 'error' ? (
              <IconExclamationCircle size={18} />
            ) : (
              <IconAlertTriangle size={18} />
            )}
          </span>
        </Tooltip>
      )}
    </UnstyledButton>
  )
}

function AddNode(props: NodeProps) {
  const { id, list, index, label, tone, isLast } = laid<'add'>(props)
  const { insert } = useCanvas()
  return (
    <>
      {label !== undefined && (
        <span className={classes.lane} data-tone={tone} title={label}>
          {label}
        </span>
      )}
      <UnstyledButton
        className={classes.add ?? ''}
        data-node={id}
        data-last={isLast || undefined}
        data-testid="add-step"
        aria-label={label === undefined ? 'Add a step here' : `Add a step to “${label}”`}
        onClick={() => insert(list, index)}
      >
        <IconPlus size={15} stroke={2.2} />
      </UnstyledButton>
      <Ends />
    </>
  )
}

function FrameNode(props: NodeProps) {
  const { label } = laid<'frame'>(props)
  return (
    <div className={classes.loop}>
      <Text component="span" size="xs" fw={600} className={classes.loopLabel ?? ''}>
        {label}
      </Text>
    </div>
  )
}

function EndNode() {
  return (
    <>
      <span className={classes.end}>End</span>
      <Handle type="target" position={Position.Top} className={classes.handle ?? ''} isConnectable={false} />
    </>
  )
}

export const nodeTypes = {
  trigger: TriggerNode,
  step: StepNode,
  add: AddNode,
  frame: FrameNode,
  end: EndNode,
}
