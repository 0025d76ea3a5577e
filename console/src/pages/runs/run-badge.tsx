import type { RunState } from '@causeway/hub/contract'
import { Badge, Tooltip } from '@mantine/core'
import { runStates } from './describe-run.ts'

/** The state of a run, as a word in its colour. */
export function RunBadge({ state }: { state: RunState }) {
  const { label, colour, explanation } = runStates[state]
  return (
    <Tooltip label={explanation}>
      <Badge size="sm" color={colour} data-testid="run-state" data-state={state}>
        {label}
      </Badge>
    </Tooltip>
  )
}
