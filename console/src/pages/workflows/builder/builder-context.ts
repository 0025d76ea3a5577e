import type { HubEvent, WorkflowIssue } from '@causeway/hub/contract'
import { createContext, useContext } from 'react'
import type { Draft } from '../draft/draft.types.ts'
import type { SamplePath } from '../forms/sample-paths.ts'

/** What every form of the builder can ask about. */
export type Builder = {
  draft: Draft
  /** Changes of the same mark that follow at once are taken back as one. */
  change: (edit: (draft: Draft) => Draft, mark?: string) => void
  issues: WorkflowIssue[]
  /** The event expressions are tried on; undefined: the hub takes the newest that fits. */
  sample: HubEvent | undefined
  /** What steps gave when they were tried. */
  outputs: Record<string, unknown>
  keepOutput: (stepId: string, output: unknown) => void
  /** What expressions of a step can read. */
  pathsFor: (stepId: string | undefined) => SamplePath[]
  locationId: string | undefined
}

export const BuilderContext = createContext<Builder | null>(null)

export function useBuilder(): Builder {
  const builder = useContext(BuilderContext)
  if (builder === null) throw new Error('This part belongs into the builder.')
  return builder
}
