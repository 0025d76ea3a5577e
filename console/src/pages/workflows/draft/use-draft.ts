import { useCallback, useRef, useState } from 'react'
import type { Draft } from './draft.types.ts'

const mostRemembered = 200
/** Typing in one field within this is one change. */
const togetherMs = 1200

type History = { past: Draft[]; present: Draft; future: Draft[] }

/** A draft that remembers: every change can be taken back and made again. */
export function useDraft(first: Draft) {
  const [history, setHistory] = useState<History>({ past: [], present: first, future: [] })
  const last = useRef<{ mark: string | undefined; at: number }>({ mark: undefined, at: 0 })
  const text = useRef<string>(undefined)

  /** Changes of one text under the same mark that follow at once count as one. */
  const change = useCallback((edit: (draft: Draft) => Draft, mark?: string) => {
    const now = Date.now()
    const isSame = mark !== undefined && last.current.mark === mark && now - last.current.at < togetherMs
    last.current = { mark, at: now }
    setHistory(({ past, present }) => {
      const next = edit(present)
      if (next === present) return { past, present, future: [] }
      const changed = changedText(present, next)
      const isOne = isSame && past.length > 0 && changed !== undefined && changed === text.current
      text.current = changed
      return {
        past: isOne ? past : [...past, present].slice(-mostRemembered),
        present: next,
        future: [],
      }
    })
  }, [])

  const undo = useCallback(() => {
    last.current = { mark: undefined, at: 0 }
    setHistory((now) => {
      const before = now.past.at(-1)
      if (before === undefined) return now
      return { past: now.past.slice(0, -1), present: before, future: [now.present, ...now.future] }
    })
  }, [])

  const redo = useCallback(() => {
    last.current = { mark: undefined, at: 0 }
    setHistory((now) => {
      const [after, ...future] = now.future
      if (after === undefined) return now
      return { past: [...now.past, now.present], present: after, future }
    })
  }, [])

  return {
    draft: history.present,
    change,
    undo,
    redo,
    canUndo: history.past.length > 0,
    canRedo: history.future.length > 0,
  }
}

/** The path of the only text that differs; undefined when anything else does. */
export function changedText(before: unknown, after: unknown): string | undefined {
  const paths = differingPaths(before, after, '')
  const [only] = paths
  return paths.length === 1 && only?.isText === true ? only.path : undefined
}

function differingPaths(before: unknown, after: unknown, path: string): { path: string; isText: boolean }[] {
  if (before === after) return []
  if (typeof before !== 'object' || typeof after !== 'object' || before === null || after === null) {
    return [{ path, isText: typeof before === 'string' && typeof after === 'string' }]
  }
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  return names.flatMap((name) =>
    differingPaths(
      (before as Record<string, unknown>)[name],
      (after as Record<string, unknown>)[name],
      `${path}/${name}`,
    ),
  )
}
