import '@xyflow/react/dist/base.css'
import {
  Background,
  BackgroundVariant,
  Controls,
  type Edge,
  type Node,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
} from '@xyflow/react'
import { type KeyboardEvent, useEffect, useMemo, useRef } from 'react'
import type { DraftPath } from '../draft/draft.types.ts'
import { type LaidNode, layoutDraft } from '../draft/layout-draft.ts'
import { useBuilder } from './builder-context.ts'
import { CanvasContext, type CanvasActions, nodeTypes } from './canvas-nodes.tsx'
import classes from './canvas.module.css'
import type { PlacedIssue } from './map-issues.ts'
import { edgeTypes } from './canvas-lines.tsx'
import { nearestNode } from './nearest-node.ts'

export type CanvasProps = {
  selected: string | undefined
  issues: PlacedIssue[]
  onSelect: (id: string | undefined) => void
  onInsert: (list: DraftPath, index: number) => void
  onRemove: (id: string) => void
}

/** Smaller than this, titles cannot be read. */
const leastReadable = 0.8

/** The workflow as a picture: the trigger on top, steps below. Arrow keys walk, Enter opens, Delete removes. */
export default function Canvas(props: CanvasProps) {
  return (
    <ReactFlowProvider>
      <Picture {...props} />
    </ReactFlowProvider>
  )
}

function Picture({ selected, issues, onSelect, onInsert, onRemove }: CanvasProps) {
  const { draft } = useBuilder()
  const layout = useMemo(() => layoutDraft(draft), [draft])
  const flow = useReactFlow()
  const frame = useRef<HTMLDivElement>(null)
  const nodes = useMemo(() => layout.nodes.map(asNode), [layout])
  const edges = useMemo(
    () =>
      layout.edges.map(({ id, from, to, tone, turn }): Edge => ({
        id,
        source: from,
        target: to,
        ...(turn === 'side' ? { sourceHandle: 'side' } : {}),
        type: 'line',
        data: { turn },
        focusable: false,
        className: (tone === 'error' ? classes.errorLine : classes.line) ?? '',
      })),
    [layout],
  )
  const actions = useMemo<CanvasActions>(
    () => ({
      selected,
      issues,
      select: onSelect,
      insert: onInsert,
      trigger: draft.trigger,
      filters: draft['filters'],
    }),
    [selected, issues, onSelect, onInsert, draft],
  )

  const focus = (id: string) => {
    const node = layout.nodes.find((one) => one.id === id)
    frame.current
      ?.querySelector<HTMLElement>(`[data-node="${CSS.escape(id)}"]`)
      ?.focus({ preventScroll: true })
    if (node !== undefined) show(node)
  }
  /** Moves the picture only when the node is out of sight. */
  const show = (node: LaidNode) => {
    const bounds = frame.current?.getBoundingClientRect()
    if (bounds === undefined) return
    const { x, y, zoom } = flow.getViewport()
    const left = node.x * zoom + x
    const top = node.y * zoom + y
    const isSeen =
      left >= 0 &&
      top >= 0 &&
      left + node.width * zoom <= bounds.width &&
      top + node.height * zoom <= bounds.height
    if (!isSeen)
      void flow.setCenter(node.x + node.width / 2, node.y + node.height / 2, { zoom, duration: 200 })
  }
  const walk = (event: KeyboardEvent) => {
    const id = (event.target as HTMLElement).closest<HTMLElement>('[data-node]')?.dataset['node']
    const node = layout.nodes.find((one) => one.id === id)
    if (node === undefined) return
    if (event.key === 'Delete' || event.key === 'Backspace') {
      if (node.kind !== 'step') return
      event.preventDefault()
      onRemove(node.id)
      return
    }
    const next = nearestNode(layout.nodes, node, event.key)
    if (next === undefined) return
    event.preventDefault()
    focus(next.id)
  }

  /** All of it while that can be read; else its beginning, as large as it can be read. */
  const showBeginning = () => {
    const bounds = frame.current?.getBoundingClientRect()
    if (bounds === undefined) return
    const left = Math.min(...layout.nodes.map(({ x }) => x))
    const fit = Math.min(1, (bounds.width - 64) / layout.width, (bounds.height - 48) / layout.height)
    const zoom = Math.max(fit, leastReadable)
    const isWhole = layout.width * zoom <= bounds.width - 32
    const x = isWhole ? (bounds.width - layout.width * zoom) / 2 - left * zoom : bounds.width / 2
    const spare = (bounds.height - layout.height * zoom) / 2
    void flow.setViewport({ x, y: Math.max(24, Math.min(spare, 56)), zoom })
  }

  // What was just put in may stand outside of what is seen, and so may what the panel is about.
  const latest = useRef({ layout, show })
  useEffect(() => {
    latest.current = { layout, show }
  })
  useEffect(() => {
    // The panel beside the picture takes its room first.
    const frameId = requestAnimationFrame(() => {
      const node = latest.current.layout.nodes.find(({ id }) => id === selected)
      if (node !== undefined) latest.current.show(node)
    })
    return () => cancelAnimationFrame(frameId)
  }, [selected])

  return (
    <CanvasContext value={actions}>
      <div
        ref={frame}
        className={classes.frame}
        onKeyDown={walk}
        role="group"
        aria-label="Workflow. Arrow keys walk from step to step, Enter opens, Delete removes."
        data-testid="canvas"
      >
        <ReactFlow
          nodes={nodes}
          edges={edges}
          nodeTypes={nodeTypes}
          edgeTypes={edgeTypes}
          nodesDraggable={false}
          nodesConnectable={false}
          nodesFocusable={false}
          edgesFocusable={false}
          elementsSelectable={false}
          deleteKeyCode={null}
          selectionKeyCode={null}
          multiSelectionKeyCode={null}
          disableKeyboardA11y
          proOptions={{ hideAttribution: true }}
          minZoom={0.2}
          maxZoom={1.5}
          onInit={showBeginning}
          onPaneClick={() => onSelect(undefined)}
          zoomOnDoubleClick={false}
        >
          <Background variant={BackgroundVariant.Dots} gap={22} size={1.4} color="var(--grid-line)" />
          <Controls showInteractive={false} fitViewOptions={{ maxZoom: 1, padding: 0.12, duration: 250 }} />
        </ReactFlow>
      </div>
    </CanvasContext>
  )
}

const asNode = (node: LaidNode): Node => ({
  id: node.id,
  type: node.kind,
  position: { x: node.x, y: node.y },
  width: node.width,
  height: node.height,
  measured: { width: node.width, height: node.height },
  zIndex: node.kind === 'frame' ? -1 : 1,
  data: { node },
  draggable: false,
  selectable: false,
})
