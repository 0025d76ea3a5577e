import type { DriftChange } from '@causeway/hub/contract'
import { expect, test } from 'vitest'
import { groupChanges } from './group-changes.ts'

const aChange = (operationId: string, changes: Partial<DriftChange> = {}): DriftChange => ({
  kind: 'changed',
  operationId,
  entryId: null,
  method: 'GET',
  path: '/',
  sentences: [],
  isBreaking: false,
  affects: [],
  ...changes,
})

test('what may break comes first, and in it what the hub uses', () => {
  const groups = groupChanges([
    aChange('new', { kind: 'added' }),
    aChange('harmless'),
    aChange('gone', { kind: 'removed', isBreaking: true }),
    aChange('posts', { isBreaking: true, affects: ['sync of posts'] }),
  ])
  expect(groups.map(({ title, changes }) => [title, changes.map(({ operationId }) => operationId)])).toEqual([
    ['May break what works today', ['posts', 'gone']],
    ['New', ['new']],
    ['Changed without harm', ['harmless']],
  ])
})

test('groups without changes are not shown', () => {
  expect(groupChanges([])).toEqual([])
})
