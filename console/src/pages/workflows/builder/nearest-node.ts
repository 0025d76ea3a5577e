import type { LaidNode } from '../draft/layout-draft.ts'

const middle = ({ x, y, width, height }: LaidNode) => ({ x: x + width / 2, y: y + height / 2 })

/** The node an arrow key goes to from another; undefined for other keys, and at the edges. */
export function nearestNode(nodes: LaidNode[], from: LaidNode, key: string): LaidNode | undefined {
  const here = middle(from)
  const directions: Record<string, (dx: number, dy: number) => { ahead: number; aside: number }> = {
    ArrowDown: (dx, dy) => ({ ahead: dy, aside: Math.abs(dx) }),
    ArrowUp: (dx, dy) => ({ ahead: -dy, aside: Math.abs(dx) }),
    ArrowRight: (dx, dy) => ({ ahead: dx, aside: Math.abs(dy) }),
    ArrowLeft: (dx, dy) => ({ ahead: -dx, aside: Math.abs(dy) }),
  }
  const measure = directions[key]
  if (measure === undefined) return undefined
  return (
    nodes
      .filter(({ id, kind }) => id !== from.id && kind !== 'frame' && kind !== 'end')
      .map((node) => {
        const there = middle(node)
        return { node, ...measure(there.x - here.x, there.y - here.y) }
      })
      .filter(({ ahead }) => ahead > 8)
      // What lies straight ahead is meant, however near something at the side is.
      .sort((one, other) => one.ahead + one.aside * 2.5 - (other.ahead + other.aside * 2.5))
      .at(0)?.node
  )
}
