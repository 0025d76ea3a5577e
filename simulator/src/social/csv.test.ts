import { afterAll, beforeAll, expect, test } from 'vitest'
import { accountIdOn, type SocialBench, startSocial } from '../../test/start-social.ts'

let bench: SocialBench
beforeAll(async () => {
  bench = await startSocial()
})
afterAll(() => bench.simulator.close())

const headers = 'postAtSpecificTime (YYYY-MM-DD HH:mm:ss),content,link (OGmetaUrl),imageUrls,gifUrl,videoUrls'
const image = 'https://media.example.com/a.jpg'

const upload = (text: string, filename = 'plan.csv') => {
  const form = new FormData()
  form.set('file', new Blob([text], { type: 'text/csv' }), filename)
  return bench.v3.refuse('upload-csv', { form })
}

async function importOf(text: string): Promise<string> {
  const { filePath, rowsCount, fileName } = (await upload(text)).body['results']
  const accountIds = [accountIdOn(bench.contents, 'facebook')]
  const body = { accountIds, filePath, rowsCount, fileName, userId: bench.userId }
  return (await bench.v3.call('set-accounts', { body }))['results'].csvId
}

test('a location without imports answers an object in the place of the list', async () => {
  const answer = await bench.v2.call('get-upload-status', { query: { userId: bench.userId } })
  expect(answer['results']).toEqual({ csvs: {}, count: 0 })
})

test('the list of imports needs a user', async () => {
  expect((await bench.v2.refuse('get-upload-status')).status).toBe(422)
})

test('finalizing schedules the good rows at the wall time of the location', async () => {
  const id = await importOf(
    `${headers}\n2026-12-01 09:30:00,"Two lines,\nand a ""quote""",https://example.com,${image},,\nnever,Broken,,,,`,
  )
  const read = (await bench.v3.call('get-csv-post', { params: { id } }))['results']
  expect(read.posts).toMatchObject([
    { summary: 'Two lines,\nand a "quote"', status: 'pending' },
    { summary: 'Broken', status: 'rejected', errorMessage: expect.stringContaining('Invalid date') },
  ])
  await bench.v3.call('start-csv-finalize', { params: { id }, body: { userId: bench.userId } })
  const scheduled = [...bench.contents.posts.values()].filter(
    ({ source, status, summary }) => source === 'csv' && status === 'scheduled' && summary.startsWith('Two'),
  )
  expect(scheduled).toHaveLength(1)
  // Denver is seven hours behind UTC in winter.
  expect(scheduled[0]?.scheduleDate?.toISOString()).toBe('2026-12-01T16:30:00.000Z')
  const again = await bench.v3.refuse('start-csv-finalize', {
    params: { id },
    body: { userId: bench.userId },
  })
  expect(again.status).toBe(400)
})

test('a row taken out is not scheduled, and a deleted import is gone', async () => {
  const id = await importOf(`${headers}\n2026-12-01 09:30:00,One,,,,\n2026-12-02 09:30:00,Two,,,,`)
  const { posts } = (await bench.v3.call('get-csv-post', { params: { id } }))['results']
  await bench.v3.call('delete-csv-post', { params: { csvId: id, postId: posts[0]._id } })
  const left = (await bench.v3.call('get-csv-post', { params: { id } }))['results']
  expect(left.posts).toMatchObject([{ summary: 'Two' }])
  await bench.v3.call('delete-csv', { params: { id } })
  expect((await bench.v3.refuse('get-csv-post', { params: { id } })).status).toBe(404)
})

test.each([
  ['', 'plan.csv', 'CSV_EMPTY_FILE'],
  ['PK\u0003\u0004', 'plan.xlsx', 'CSV_UNSUPPORTED_EXTENSION'],
  ['date,text\nx,y', 'plan.csv', 'CSV_HEADERS_NOT_MATCHING'],
  ['content,imageUrls\nx,y', 'plan.csv', 'CSV_MISSING_HEADERS'],
  [headers, 'plan.csv', 'CSV_MISSING_REQUIRED_ROWS'],
  [`${headers}\n2020-01-01 09:00:00,Too late,,,,`, 'plan.csv', 'CSV_NO_VALID_POST'],
  [`${headers}\n2026-12-01 09:30:00,"never closed,,,,`, 'plan.csv', 'CSV_INVALID_FORMAT'],
])('the file %j named %s is refused with %s %s', async (text, filename, code) => {
  const { status, body } = await upload(text, filename)
  expect(status).toBe(400)
  expect(body['code']).toBe(code)
})

test('more rows than the file has are refused', async () => {
  const { filePath, fileName } = (await upload(`${headers}\n2026-12-01 09:30:00,One,,,,`)).body['results']
  const accountIds = [accountIdOn(bench.contents, 'facebook')]
  const body = { accountIds, filePath, rowsCount: 2, fileName, userId: bench.userId }
  const answer = await bench.v3.refuse('set-accounts', { body })
  expect(answer).toMatchObject({ status: 422, body: { message: ['rowsCount must be between 1 and 1'] } })
})
