import { BaseEdge, type EdgeProps, getSmoothStepPath } from '@xyflow/react'
import type { LaidEdge } from '../draft/layout-draft.ts'

/** A line from part to part: it turns where it leaves or where it comes in, so that it crosses no label. */
function Line({ id, sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition, data }: EdgeProps) {
  const { turn } = data as Pick<LaidEdge, 'turn'>
  const [path] = getSmoothStepPath({
    sourceX,
    sourceY,
    targetX,
    targetY,
    sourcePosition,
    targetPosition,
    borderRadius: 9,
    offset: 0,
    ...(turn === 'side' ? {} : { centerY: turn === 'fork' ? sourceY + 11 : targetY - 9 }),
  })
  return <BaseEdge id={id} path={path} />
}

export const edgeTypes = { line: Line }
