import type { Draft, DraftPath, DraftStep } from './draft.types.ts'
import { lanesOf } from './lanes.ts'

/** Sizes in pixels of the canvas. */
export const card = { width: 288, height: 84 }
/** The trigger says what it waits for and what it asks: that can take a line more. */
const triggerHeight = 100
const gap = { between: 56, lane: 28, inside: 26, label: 28 }
const add = 26

export type LaidNode =
  | { id: string; kind: 'trigger'; x: number; y: number; width: number; height: number }
  | { id: string; kind: 'step'; step: DraftStep; x: number; y: number; width: number; height: number }
  /** Where a step can be put in. */
  | {
      id: string
      kind: 'add'
      list: DraftPath
      index: number
      /** Above the first step of a list: what the list is for. */
      label: string | undefined
      tone: 'plain' | 'error'
      isLast: boolean
      x: number
      y: number
      width: number
      height: number
    }
  /** Behind the steps a loop repeats. */
  | { id: string; kind: 'frame'; label: string; x: number; y: number; width: number; height: number }
  | { id: string; kind: 'end'; x: number; y: number; width: number; height: number }

export type LaidEdge = {
  id: string
  from: string
  to: string
  tone: 'plain' | 'error'
  /** Where it turns when its ends are not above each other: forks at once, what comes together at the end. */
  turn: 'fork' | 'join' | 'side'
}
export type Layout = { nodes: LaidNode[]; edges: LaidEdge[]; width: number; height: number }

/** A part of the drawing, with (0, 0) at the top of its middle line. */
type Piece = {
  nodes: LaidNode[]
  edges: LaidEdge[]
  left: number
  right: number
  height: number
  first: string
  /** Where its lines go on from; empty when the run ends in it. */
  lasts: string[]
}

/** Places everything: downwards in a list, side by side where a step forks, a frame around what a loop repeats. */
export function layoutDraft(draft: Draft): Layout {
  const trigger: LaidNode = {
    id: 'trigger',
    kind: 'trigger',
    x: -card.width / 2,
    y: 0,
    width: card.width,
    height: triggerHeight,
  }
  const list = layList(draft.steps, ['steps'], undefined, 'plain')
  const moved = shift(list, 0, triggerHeight)
  const endY = triggerHeight + list.height + 8
  const end: LaidNode = { id: 'end', kind: 'end', x: -22, y: endY, width: 44, height: 24 }
  const edges: LaidEdge[] = [
    { id: 'trigger>', from: 'trigger', to: list.first, tone: 'plain', turn: 'fork' },
    ...moved.edges,
    ...list.lasts.map((last): LaidEdge => ({
      id: `${last}>end`,
      from: last,
      to: 'end',
      tone: 'plain',
      turn: 'join',
    })),
  ]
  const left = Math.max(list.left, card.width / 2)
  const right = Math.max(list.right, card.width / 2)
  return { nodes: [trigger, ...moved.nodes, end], edges, width: left + right, height: endY + 24 }
}

function layList(
  steps: DraftStep[],
  list: DraftPath,
  label: string | undefined,
  tone: 'plain' | 'error',
): Piece {
  const key = list.join('.')
  const nodes: LaidNode[] = []
  const edges: LaidEdge[] = []
  let left = add / 2
  let right = add / 2
  let y = 0
  const putAdd = (index: number, isLast: boolean): string => {
    const id = `add:${key}:${index}`
    const room = label !== undefined && index === 0 ? gap.label : 0
    const height = gap.between + room
    nodes.push({
      id,
      kind: 'add',
      list,
      index,
      label: index === 0 ? label : undefined,
      tone,
      isLast,
      x: -add / 2,
      y: y + room + (gap.between - add) / 2,
      width: add,
      height: add,
    })
    y += height
    return id
  }
  const first = putAdd(0, steps.length === 0)
  let lasts = [first]
  for (const [index, step] of steps.entries()) {
    const piece = layStep(step, [...list, index])
    const placed = shift(piece, 0, y)
    nodes.push(...placed.nodes)
    edges.push(...placed.edges)
    for (const last of lasts)
      edges.push({ id: `${last}>${piece.first}`, from: last, to: piece.first, tone, turn: 'join' })
    left = Math.max(left, piece.left)
    right = Math.max(right, piece.right)
    y += piece.height
    const isLast = index === steps.length - 1
    // Behind a step that ends the run nothing comes.
    if (isLast && piece.lasts.length === 0) {
      lasts = []
      continue
    }
    const next = putAdd(index + 1, isLast)
    for (const from of piece.lasts)
      edges.push({ id: `${from}>${next}`, from, to: next, tone: 'plain', turn: 'join' })
    lasts = [next]
  }
  return { nodes, edges, left, right, height: y, first, lasts }
}

function layStep(step: DraftStep, path: DraftPath): Piece {
  const own: LaidNode = { id: step.id, kind: 'step', step, x: -card.width / 2, y: 0, ...card }
  const lanes = lanesOf(step)
  const isEnd = step.type === 'stop' || step['next'] === 'end'
  if (lanes.length === 0) {
    const half = card.width / 2
    return {
      nodes: [own],
      edges: [],
      left: half,
      right: half,
      height: card.height,
      first: step.id,
      lasts: isEnd ? [] : [step.id],
    }
  }
  const pieces = lanes.map((lane) => {
    const tone = lane.kind === 'error' ? 'error' : 'plain'
    const piece = layList(
      lane.steps,
      [...path, ...lane.path],
      lane.kind === 'loop' ? undefined : lane.label,
      tone,
    )
    return { lane, tone, piece: lane.kind === 'loop' ? framed(piece, step.id) : atLeast(piece, 110) } as const
  })
  // A step that only has something for its failure goes on straight down; the failure stands beside it.
  const isOnlyError = lanes.every(({ kind }) => kind === 'error')
  return isOnlyError ? besideStep(own, step, pieces[0]?.piece, isEnd) : belowStep(own, step, pieces)
}

type LaidLane = { piece: Piece; tone: 'plain' | 'error'; lane: { kind: string } }

function belowStep(own: LaidNode, step: DraftStep, pieces: readonly LaidLane[]): Piece {
  const total =
    pieces.reduce((sum, { piece }) => sum + piece.left + piece.right, 0) + gap.lane * (pieces.length - 1)
  const main = pieces.filter(({ lane }) => lane.kind !== 'error')
  const mainWidth =
    main.reduce((sum, { piece }) => sum + piece.left + piece.right, 0) + gap.lane * (main.length - 1)
  const only = main.length === 1 ? main[0] : undefined
  let x = only === undefined ? -mainWidth / 2 : -only.piece.left
  const leftmost = x
  const nodes: LaidNode[] = [own]
  const edges: LaidEdge[] = []
  const lasts: string[] = []
  let height = 0
  for (const { piece, tone } of pieces) {
    const placed = shift(piece, x + piece.left, card.height)
    nodes.push(...placed.nodes)
    edges.push(...placed.edges, {
      id: `${step.id}>${piece.first}`,
      from: step.id,
      to: piece.first,
      tone,
      turn: 'fork',
    })
    lasts.push(...piece.lasts)
    x += piece.left + piece.right + gap.lane
    height = Math.max(height, piece.height)
  }
  const half = card.width / 2
  return {
    nodes,
    edges,
    left: Math.max(half, -leftmost),
    right: Math.max(half, total + leftmost),
    height: card.height + height,
    first: step.id,
    lasts,
  }
}

function besideStep(own: LaidNode, step: DraftStep, piece: Piece | undefined, isEnd: boolean): Piece {
  const half = card.width / 2
  if (piece === undefined) {
    return {
      nodes: [own],
      edges: [],
      left: half,
      right: half,
      height: card.height,
      first: step.id,
      lasts: [step.id],
    }
  }
  const x = half + gap.lane + piece.left
  const placed = shift(piece, x, card.height / 2)
  return {
    nodes: [own, ...placed.nodes],
    edges: [
      ...placed.edges,
      { id: `${step.id}>${piece.first}`, from: step.id, to: piece.first, tone: 'error', turn: 'side' },
    ],
    left: half,
    right: x + piece.right,
    height: Math.max(card.height, piece.height + card.height / 2),
    first: step.id,
    lasts: [...(isEnd ? [] : [step.id]), ...piece.lasts],
  }
}

/** The steps of a loop in a frame that says so. */
function framed(piece: Piece, stepId: string): Piece {
  const left = Math.max(piece.left, card.width / 2) + gap.inside
  const right = Math.max(piece.right, card.width / 2) + gap.inside
  const frame: LaidNode = {
    id: `frame:${stepId}`,
    kind: 'frame',
    label: 'For each',
    x: -left,
    y: 14,
    width: left + right,
    height: piece.height - 4,
  }
  const inside = shift(piece, 0, 8)
  return {
    ...piece,
    nodes: [frame, ...inside.nodes],
    edges: inside.edges,
    left,
    right,
    height: piece.height + 20,
  }
}

const atLeast = (piece: Piece, half: number): Piece => ({
  ...piece,
  left: Math.max(half, piece.left),
  right: Math.max(half, piece.right),
})

const shift = (piece: Piece, x: number, y: number) => ({
  nodes: piece.nodes.map((node): LaidNode => ({ ...node, x: node.x + x, y: node.y + y })),
  edges: piece.edges,
})
