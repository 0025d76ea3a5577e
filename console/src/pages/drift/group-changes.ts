import type { DriftChange } from '@causeway/hub/contract'

export type ChangeGroup = { title: string; explanation: string; isBreaking: boolean; changes: DriftChange[] }

/** The changes as a person wants to read them: what may break first, then what is new, then the rest. */
export function groupChanges(changes: DriftChange[]): ChangeGroup[] {
  const groups = [
    {
      title: 'May break what works today',
      explanation: 'Calls may be refused, or answers may miss what was there.',
      isBreaking: true,
      changes: changes.filter(({ isBreaking }) => isBreaking),
    },
    {
      title: 'New',
      explanation: 'The CRM offers it now; this hub does not know it yet.',
      isBreaking: false,
      changes: changes.filter(({ isBreaking, kind }) => !isBreaking && kind === 'added'),
    },
    {
      title: 'Changed without harm',
      explanation: 'What worked goes on working.',
      isBreaking: false,
      changes: changes.filter(({ isBreaking, kind }) => !isBreaking && kind !== 'added'),
    },
  ]
  return groups
    .filter((group) => group.changes.length > 0)
    .map((group) => ({
      ...group,
      // What the hub itself uses comes first: somebody has to act on it.
      changes: group.changes.toSorted((one, other) => other.affects.length - one.affects.length),
    }))
}
