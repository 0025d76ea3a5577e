import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type PageBatch, readPages } from './read-pages.ts'

/** Reads a list of `size` items; `change` may alter the list before any read. */
async function readList(
  list: number[],
  options: {
    pageSize: number
    overlap: number
    ahead: number
    change?: (list: number[], reads: number) => void
  },
): Promise<{ batches: PageBatch<number>[]; reads: number }> {
  const batches: PageBatch<number>[] = []
  let reads = 0
  const read = async (skip: number) => {
    options.change?.(list, reads)
    reads++
    return { items: list.slice(skip, skip + options.pageSize), total: list.length }
  }
  const signal = new AbortController().signal
  for await (const batch of readPages({ ...options, read, skip: 0, signal })) batches.push(batch)
  return { batches, reads }
}
const upTo = (size: number) => Array.from({ length: size }, (_, item) => item)

describe('reading a list by pages', () => {
  it('reads every item of any list, ends with the last page, and asks no more than it must', async () => {
    const shape = fc.record({
      size: fc.nat(400),
      pageSize: fc.integer({ min: 2, max: 50 }),
      ahead: fc.integer({ min: 1, max: 8 }),
    })
    await fc.assert(
      fc.asyncProperty(shape, async ({ size, pageSize, ahead }) => {
        const overlap = Math.floor(pageSize / 10)
        const { batches, reads } = await readList(upTo(size), { pageSize, overlap, ahead })
        expect([...new Set(batches.flatMap(({ items }) => items))]).toEqual(upTo(size))
        expect(batches.map(({ isLast }) => isLast)).toEqual(
          batches.map((_, place) => place === batches.length - 1),
        )
        const pages = size < pageSize ? 1 : 2 + Math.floor((size - pageSize) / (pageSize - overlap))
        expect(reads).toBeLessThanOrEqual(pages)
      }),
    )
  })

  it('misses nothing that stays in the list while as many items vanish as pages overlap', async () => {
    const list = upTo(300)
    const { batches } = await readList(list, {
      pageSize: 20,
      overlap: 2,
      ahead: 1,
      change: (now, reads) => {
        if (reads > 0) now.splice(0, 2)
      },
    })
    const seen = new Set(batches.flatMap(({ items }) => items))
    expect(list.filter((item) => !seen.has(item))).toEqual([])
  })

  it.each([
    { given: 'fewer items than asked for', most: 7, totalOf: (length: number) => length },
    { given: 'no total', most: 20, totalOf: () => 0 },
    { given: 'the length of a page for the total', most: 20, totalOf: () => 20 },
    { given: 'a total that is too large', most: 20, totalOf: (length: number) => length + 300 },
  ])('reads the whole list when the CRM gives $given', async ({ most, totalOf }) => {
    for (const size of [0, 1, 19, 20, 21, 95, 400]) {
      const list = upTo(size)
      const read = async (skip: number) => ({ items: list.slice(skip, skip + most), total: totalOf(size) })
      const seen = new Set<number>()
      const signal = new AbortController().signal
      for await (const { items } of readPages({ read, skip: 0, pageSize: 20, overlap: 2, ahead: 3, signal }))
        for (const item of items) seen.add(item)
      expect([...seen]).toEqual(list)
    }
  })

  it('follows a list that grows while it is read', async () => {
    const list = upTo(30)
    const { batches } = await readList(list, {
      pageSize: 10,
      overlap: 0,
      ahead: 2,
      change: (now) => {
        if (now.length < 60) now.push(now.length)
      },
    })
    const seen = new Set(batches.flatMap(({ items }) => items))
    expect(seen.size).toBeGreaterThanOrEqual(30)
    expect([...seen].every((item) => list.includes(item))).toBe(true)
    expect(batches.at(-1)!.isLast).toBe(true)
  })
})
