import { expect, it } from 'vitest'
import type { Draft, DraftStep } from './draft.types.ts'
import { type LaidNode, layoutDraft } from './layout-draft.ts'

const draftOf = (steps: DraftStep[]): Draft => ({ name: 'x', trigger: { type: 'manual' }, steps })
const delay = (id: string): DraftStep => ({ id, type: 'delay', for: '1m' })
const deep = draftOf([
  delay('a'),
  {
    id: 'b',
    type: 'branch',
    cases: [
      { title: 'One', do: [delay('c'), { id: 'l', type: 'loop', over: '', do: [delay('d'), delay('e')] }] },
      { title: 'Two', do: [{ id: 's', type: 'stop' }] },
    ],
    otherwise: [{ id: 'q', type: 'condition', do: [delay('f')], else: [] }],
    onError: [delay('g')],
  },
  { ...delay('h'), onError: [delay('i'), delay('j')] },
])

const overlaps = (one: LaidNode, other: LaidNode) =>
  one.x < other.x + other.width &&
  other.x < one.x + one.width &&
  one.y < other.y + other.height &&
  other.y < one.y + one.height

it('no two parts of the picture lie on each other', () => {
  const nodes = layoutDraft(deep).nodes.filter(({ kind }) => kind !== 'frame')
  const pairs = nodes.flatMap((one, place) => nodes.slice(place + 1).map((other) => [one, other] as const))
  expect(
    pairs.filter(([one, other]) => overlaps(one, other)).map(([one, other]) => [one.id, other.id]),
  ).toEqual([])
})

it('every line joins parts that are there, and leads downwards', () => {
  const { nodes, edges } = layoutDraft(deep)
  const byId = new Map(nodes.map((node) => [node.id, node]))
  for (const { from, to } of edges) {
    expect([from, byId.has(from), to, byId.has(to)]).toEqual([from, true, to, true])
    expect(byId.get(to)!.y).toBeGreaterThan(byId.get(from)!.y)
  }
  expect(new Set(edges.map(({ id }) => id)).size).toBe(edges.length)
})

it('the steps of a loop lie in its frame', () => {
  const { nodes } = layoutDraft(deep)
  const frame = nodes.find(({ id }) => id === 'frame:l')!
  for (const id of ['d', 'e']) {
    const node = nodes.find((one) => one.id === id)!
    expect(node.x).toBeGreaterThan(frame.x)
    expect(node.x + node.width).toBeLessThan(frame.x + frame.width)
    expect(node.y).toBeGreaterThan(frame.y)
    expect(node.y + node.height).toBeLessThan(frame.y + frame.height)
  }
})

it('nothing comes behind a step that ends the run', () => {
  const { edges } = layoutDraft(draftOf([{ id: 's', type: 'stop' }]))
  expect(edges.filter(({ from }) => from === 's')).toEqual([])
})

it('a draft without steps still offers where the first goes', () => {
  const { nodes } = layoutDraft(draftOf([]))
  expect(nodes.map(({ kind }) => kind)).toEqual(['trigger', 'add', 'end'])
})

it('500 steps are placed at once', () => {
  const started = performance.now()
  layoutDraft(draftOf(Array.from({ length: 500 }, (_, place) => delay(`s${place}`))))
  expect(performance.now() - started).toBeLessThan(1000)
})
