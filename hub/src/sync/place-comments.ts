import type { Comment } from '@causeway/client'

/** A comment and the comment it answers. */
export interface PlacedComment {
  comment: Comment
  /** Undefined when it answers the post, or what it answers is not known. */
  parentId?: string | undefined
  /** True when the listing showed as many answers to it as it counts: they need not be asked for. */
  isComplete: boolean
}

/** Brings the answers of a listing to the comments they answer, in whatever order it shows them. */
export interface CommentPlacer {
  /** Takes comments as listed; gives those whose place is known by now. */
  place(comments: readonly Comment[]): PlacedComment[]
  /** Answers whose comment was not listed so far. */
  unplaced(): PlacedComment[]
}

/**
 * A listing names what a comment answers by the network's id only, and shows the latest first: an answer waits here
 * until its comment comes by.
 */
export function createCommentPlacer(): CommentPlacer {
  const idByNetworkId = new Map<string, string>()
  const waiting = new Map<string, Map<string, PlacedComment>>()
  const completeIds = new Set<string>()

  function takeAnswers({ id, networkCommentId }: Comment): PlacedComment[] {
    if (networkCommentId === undefined) return []
    idByNetworkId.set(networkCommentId, id)
    const answers = waiting.get(networkCommentId)
    waiting.delete(networkCommentId)
    return [...(answers?.values() ?? [])].map((answer) => ({ ...answer, parentId: id }))
  }

  function keepWaiting(parent: string, answer: PlacedComment): void {
    const known = waiting.get(parent) ?? new Map<string, PlacedComment>()
    waiting.set(parent, known.set(answer.comment.id, answer))
  }

  return {
    place: (comments) =>
      comments.flatMap((comment) => {
        const answers = takeAnswers(comment)
        if (answers.length > 0 && answers.length === comment.replyCount) completeIds.add(comment.id)
        // Pages overlap: a comment that comes again has had its answers.
        const placed = { comment, isComplete: completeIds.has(comment.id) }
        const parent = networkParentOf(comment)
        if (parent === undefined) return [...answers, placed]
        const parentId = idByNetworkId.get(parent)
        if (parentId !== undefined) return [...answers, { ...placed, parentId }]
        keepWaiting(parent, placed)
        return answers
      }),
    unplaced: () => [...waiting.values()].flatMap((answers) => [...answers.values()]),
  }
}

/** The network's id of the comment this one answers; undefined when it answers the post. */
export const networkParentOf = (comment: Comment): string | undefined =>
  comment.networkParentId === comment.networkPostId || comment.networkParentId === comment.networkCommentId
    ? undefined
    : comment.networkParentId
