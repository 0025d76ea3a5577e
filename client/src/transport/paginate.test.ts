import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { pagesByCursor, pagesBySkip } from './paginate.ts'

async function collect<Page extends { items: number[] }>(pages: AsyncIterable<Page>): Promise<number[]> {
  const all: number[] = []
  for await (const { items } of pages) all.push(...items)
  return all
}

const sizes = fc.record({
  length: fc.integer({ min: 0, max: 60 }),
  pageSize: fc.integer({ min: 1, max: 12 }),
})

describe('pages by offset', () => {
  test.each(['of the whole list', 'of the page only', 'missing'])(
    'give every item once, in order, when the count is %s',
    async (count) => {
      await fc.assert(
        fc.asyncProperty(sizes, async ({ length, pageSize }) => {
          const list = Array.from({ length }, (_, index) => index)
          const pages = pagesBySkip(async (skip) => {
            const items = list.slice(skip, skip + pageSize)
            const total = {
              'of the whole list': length,
              'of the page only': items.length,
              missing: undefined,
            }[count]
            return { items, total }
          }, pageSize)
          expect(await collect(pages)).toEqual(list)
        }),
      )
    },
  )

  test('reach the end although the server gives fewer than asked for', async () => {
    const list = Array.from({ length: 25 }, (_, index) => index)
    const pages = pagesBySkip(async (skip) => ({ items: list.slice(skip, skip + 10), total: 25 }), 100)
    expect(await collect(pages)).toEqual(list)
  })

  test('end when the total promises more than there is', async () => {
    let asked = 0
    const pages = pagesBySkip(async (skip) => {
      asked += 1
      return { items: [1, 2, 3].slice(skip, skip + 2), total: 500 }
    }, 2)
    expect(await collect(pages)).toEqual([1, 2, 3])
    expect(asked).toBe(3)
  })

  test('stop with an error when the server ignores the offset', async () => {
    const pages = pagesBySkip(async () => ({ items: [1, 2], total: 1_000_000 }), 2)
    await expect(collect(pages)).rejects.toMatchObject({ code: 'malformed_answer' })
  })

  test('an empty list is one empty page', async () => {
    const seen = []
    for await (const page of pagesBySkip(async () => ({ items: [], total: 0 }), 10)) seen.push(page)
    expect(seen).toEqual([{ items: [], total: 0 }])
  })
})

describe('pages by cursor', () => {
  test('give every item once, in order', async () => {
    await fc.assert(
      fc.asyncProperty(sizes, async ({ length, pageSize }) => {
        const list = Array.from({ length }, (_, index) => index)
        const pages = pagesByCursor(async (cursor: number | undefined) => {
          const start = cursor ?? 0
          const next = start + pageSize < length ? start + pageSize : undefined
          return { items: list.slice(start, start + pageSize), next }
        })
        expect(await collect(pages)).toEqual(list)
      }),
    )
  })

  test('stop with an error when a cursor comes back', async () => {
    const pages = pagesByCursor(async () => ({ items: [1], next: 'again' }))
    await expect(collect(pages)).rejects.toMatchObject({ code: 'malformed_answer' })
  })
})
