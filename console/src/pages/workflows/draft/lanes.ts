import type { DraftStep, Lane } from './draft.types.ts'

const asList = (value: unknown): DraftStep[] => (Array.isArray(value) ? (value as DraftStep[]) : [])

/** The lists of steps a step holds, in the order they are drawn; what runs when it fails comes last. */
export function lanesOf(step: DraftStep): Lane[] {
  const error: Lane[] = Array.isArray(step['onError'])
    ? [{ path: ['onError'], label: 'If it fails', kind: 'error', steps: asList(step['onError']) }]
    : []
  return [...ownLanes(step), ...error]
}

function ownLanes(step: DraftStep): Lane[] {
  switch (step.type) {
    case 'condition':
      return [
        { path: ['do'], label: 'Yes', kind: 'branch', steps: asList(step['do']) },
        { path: ['else'], label: 'No', kind: 'branch', steps: asList(step['else']) },
      ]
    case 'branch': {
      const cases = Array.isArray(step['cases']) ? (step['cases'] as { title?: string; do?: unknown }[]) : []
      return [
        ...cases.map((one, place): Lane => ({
          path: ['cases', place, 'do'],
          label: one.title ?? `Case ${place + 1}`,
          kind: 'branch',
          steps: asList(one.do),
        })),
        { path: ['otherwise'], label: 'Otherwise', kind: 'branch', steps: asList(step['otherwise']) },
      ]
    }
    case 'loop':
      return [{ path: ['do'], label: 'For each', kind: 'loop', steps: asList(step['do']) }]
    default:
      return []
  }
}
