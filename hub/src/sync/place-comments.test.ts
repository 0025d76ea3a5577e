import type { Comment } from '@causeway/client'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { createCommentPlacer } from './place-comments.ts'

/** A comment as a listing shows it: its own network id is its id, the post's is `post`. */
const aComment = (id: string, facts: { answers?: string; replyCount?: number } = {}): Comment => ({
  id,
  platform: 'facebook',
  postId: 'p1',
  originId: 'o1',
  networkCommentId: `n-${id}`,
  networkParentId: facts.answers === undefined ? 'post' : `n-${facts.answers}`,
  networkPostId: 'post',
  isPost: false,
  isParentThread: facts.answers === undefined,
  content: id,
  author: undefined,
  attachments: [],
  level: undefined,
  likeCount: 0,
  reactionCount: 0,
  replyCount: facts.replyCount ?? 0,
  shareCount: 0,
  isRead: false,
  isEdited: false,
  isDeleted: false,
  publishedAt: undefined,
  createdAt: undefined,
  updatedAt: undefined,
  raw: {},
})

const places = (placed: { comment: Comment; parentId?: string | undefined }[]) =>
  placed.map(({ comment, parentId }) => `${comment.id} -> ${parentId ?? 'post'}`)

it('brings an answer to the comment that is listed after it', () => {
  const placer = createCommentPlacer()
  expect(places(placer.place([aComment('answer', { answers: 'first' })]))).toEqual([])
  expect(places(placer.place([aComment('first', { replyCount: 1 })]))).toEqual([
    'answer -> first',
    'first -> post',
  ])
  expect(placer.unplaced()).toEqual([])
})

it('knows a comment as complete only when all of its answers were listed', () => {
  const placer = createCommentPlacer()
  const listed = [aComment('a1', { answers: 'c' }), aComment('c', { replyCount: 2 }), aComment('d')]
  const complete = placer.place(listed).filter(({ isComplete }) => isComplete)
  expect(complete).toEqual([])
  const other = createCommentPlacer()
  const all = [aComment('a1', { answers: 'c' }), aComment('a2', { answers: 'c' })]
  const placed = other.place([...all, aComment('c', { replyCount: 2 })])
  expect(placed.filter(({ isComplete }) => isComplete).map(({ comment }) => comment.id)).toEqual(['c'])
})

it('remembers that a comment is complete when pages overlap', () => {
  const placer = createCommentPlacer()
  const first = aComment('first', { replyCount: 1 })
  placer.place([aComment('answer', { answers: 'first' }), first])
  expect(placer.place([first])).toMatchObject([{ comment: { id: 'first' }, isComplete: true }])
})

it('gives answers to comments nobody listed without a place', () => {
  const placer = createCommentPlacer()
  placer.place([aComment('orphan', { answers: 'elsewhere' })])
  expect(places(placer.unplaced())).toEqual(['orphan -> post'])
})

it('finds the same places whatever the order and the cuts of the pages', () => {
  const tree = fc.array(fc.nat(), { minLength: 1, maxLength: 20 }).map((seeds) =>
    seeds.map((seed, index) => ({
      id: `c${index}`,
      // About a third answer the post, the others an earlier comment.
      ...(index > 0 && seed % 3 !== 0 && { answers: `c${seed % index}` }),
    })),
  )
  fc.assert(
    fc.property(tree, fc.infiniteStream(fc.nat()), (nodes, chances) => {
      const order = nodes
        .map((node) => ({ node, rank: chances.next().value }))
        .toSorted((a, b) => a.rank - b.rank)
        .map(({ node }) => node)
      const cut = chances.next().value % (order.length + 1)
      const placer = createCommentPlacer()
      const placed = [order.slice(0, cut), order.slice(cut)].flatMap((page) =>
        placer.place(page.map(({ id, ...facts }) => aComment(id, facts))),
      )
      expect(places(placed).toSorted()).toEqual(
        nodes.map(({ id, answers }) => `${id} -> ${answers ?? 'post'}`).toSorted(),
      )
      expect(placer.unplaced()).toEqual([])
    }),
  )
})
