import { describe, expect, it } from 'vitest'
import { changedText } from './use-draft.ts'
import { diffDrafts } from './diff-drafts.ts'
import type { Draft } from './draft.types.ts'
import {
  changeStep,
  duplicateStep,
  findStep,
  freshIdIn,
  insertStep,
  listSteps,
  moveStep,
  placeStep,
  removeStep,
  renameStep,
} from './edit-draft.ts'

const aDraft = (): Draft => ({
  name: 'Announce',
  trigger: { type: 'event', events: ['post.published'] },
  steps: [
    { id: 'look', type: 'http', url: 'https://example.com' },
    {
      id: 'check',
      type: 'condition',
      if: { field: 'steps.look.output.status', is: 'equals', value: 200 },
      do: [
        { id: 'tell', type: 'http', url: 'https://example.com/{{ steps.look.output.body.id }}' },
        { id: 'rest', type: 'delay', for: '5m' },
      ],
      else: [],
    },
    {
      id: 'sort',
      type: 'branch',
      cases: [{ title: 'One', if: { expression: 'true' }, do: [{ id: 'one', type: 'stop' }] }],
      otherwise: [],
    },
  ],
})
const ids = (draft: Draft) => listSteps(draft).map(({ step }) => step.id)

describe('steps of a draft', () => {
  it('are listed as one reads them, also inside of others', () => {
    expect(ids(aDraft())).toEqual(['look', 'check', 'tell', 'rest', 'sort', 'one'])
    expect(findStep(aDraft(), 'one')).toMatchObject({ list: ['steps', 2, 'cases', 0, 'do'], index: 0 })
  })

  it('are put in, changed and taken out where they are, and the draft before stays as it was', () => {
    const before = aDraft()
    const put = insertStep(before, ['steps', 1, 'else'], 0, { id: 'new', type: 'stop' })
    expect(ids(put)).toEqual(['look', 'check', 'tell', 'rest', 'new', 'sort', 'one'])
    expect(findStep(changeStep(put, 'tell', { url: undefined }), 'tell')?.step).toEqual({
      id: 'tell',
      type: 'http',
    })
    expect(ids(removeStep(put, 'check'))).toEqual(['look', 'sort', 'one'])
    expect(before).toEqual(aDraft())
  })

  it('go to lists that a step did not have yet', () => {
    const put = insertStep(aDraft(), ['steps', 0, 'onError'], 0, { id: 'sorry', type: 'stop' })
    expect(findStep(put, 'sorry')).toMatchObject({ list: ['steps', 0, 'onError'], index: 0 })
  })

  it('move within their list, and stop at its ends', () => {
    expect(ids(moveStep(aDraft(), 'rest', -1))).toEqual(['look', 'check', 'rest', 'tell', 'sort', 'one'])
    expect(moveStep(aDraft(), 'look', -1)).toEqual(aDraft())
  })

  it('move to other lists, but never into themselves', () => {
    expect(ids(placeStep(aDraft(), 'look', ['steps', 1, 'do'], 1))).toEqual([
      'check',
      'tell',
      'look',
      'rest',
      'sort',
      'one',
    ])
    expect(placeStep(aDraft(), 'check', ['steps', 1, 'do'], 0)).toEqual(aDraft())
  })

  it('are copied with ids of their own', () => {
    const { draft, id } = duplicateStep(aDraft(), 'check')
    expect(id).toBe('check_2')
    expect(ids(draft)).toEqual([
      'look',
      'check',
      'tell',
      'rest',
      'check_2',
      'tell_2',
      'rest_2',
      'sort',
      'one',
    ])
  })

  it('get ids from words, none twice', () => {
    expect(freshIdIn(aDraft(), 'Check')).toBe('check_2')
    expect(freshIdIn(aDraft(), '5 Größen')).toBe('gr_en')
    expect(freshIdIn(aDraft(), '…')).toBe('step')
  })

  it('keep being read under another name', () => {
    const draft = renameStep(
      { ...aDraft(), steps: [{ ...aDraft().steps[0]!, next: 'sort' }, ...aDraft().steps.slice(1)] },
      'look',
      'ask',
    )
    expect(findStep(draft, 'tell')?.step['url']).toBe('https://example.com/{{ steps.ask.output.body.id }}')
    expect(findStep(draft, 'check')?.step['if']).toMatchObject({ field: 'steps.ask.output.status' })
    expect(findStep(renameStep(draft, 'sort', 'order'), 'ask')?.step['next']).toBe('order')
  })
})

describe('what differs', () => {
  it('is told step by step', () => {
    const after = removeStep(
      changeStep(insertStep(aDraft(), ['steps'], 0, { id: 'new', type: 'delay', for: '1m' }), 'tell', {
        url: 'x',
      }),
      'one',
    )
    expect(diffDrafts(aDraft(), { ...after, name: 'Other' })).toMatchObject([
      { kind: 'changed', field: 'name', before: 'Announce', after: 'Other' },
      { kind: 'added', step: { id: 'new' } },
      { kind: 'changed', field: 'url', step: { id: 'tell' }, after: 'x' },
      { kind: 'removed', step: { id: 'one' } },
    ])
  })

  it('is nothing when only empty fields or their order differ', () => {
    const [first, ...rest] = aDraft().steps
    expect(
      diffDrafts(aDraft(), { ...aDraft(), filters: [], steps: [{ headers: {}, ...first! }, ...rest] }),
    ).toEqual([])
  })

  it('tells a moved step from another one', () => {
    const changes = diffDrafts(aDraft(), moveStep(aDraft(), 'rest', -1))
    expect(new Set(changes.map(({ kind }) => kind))).toEqual(new Set(['moved']))
  })
})

describe('what was typed', () => {
  it('is one text that differs', () => {
    expect(changedText({ a: { b: 'x', c: 1 } }, { a: { b: 'xy', c: 1 } })).toBe('/a/b')
  })
  it('is nothing when more differs, or something came or went', () => {
    expect(changedText({ a: 'x', b: 'y' }, { a: 'xx', b: 'yy' })).toBeUndefined()
    expect(changedText({ a: 'x' }, { a: 'x', b: 'y' })).toBeUndefined()
    expect(changedText({ a: 1 }, { a: 2 })).toBeUndefined()
  })
})
