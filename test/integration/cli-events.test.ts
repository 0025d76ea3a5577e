import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { HubEvent, Tag } from '../../hub/src/api/contract/index.ts'
import { type CommandLine, openCommandLine } from './cli-process.ts'

let shell: CommandLine
let locationId: string
const children = new Set<ChildProcessWithoutNullStreams>()

beforeAll(async () => {
  shell = await openCommandLine()
  locationId = await shell.connect('Hearth & Crumb Bakery')
  const { code, err } = await shell.run('sync', '--location', locationId)
  expect(code, err).toBe(0)
})
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  await shell.close()
})

const lines = (out: string): HubEvent[] =>
  out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as HubEvent)

/** Starts a command and notes every line it prints. */
function watch(...words: string[]) {
  const child = shell.start(...words)
  children.add(child)
  const printed: string[] = []
  const complained: string[] = []
  createInterface(child.stdout).on('line', (line) => printed.push(line))
  createInterface(child.stderr).on('line', (line) => complained.push(line))
  const stop = async () => {
    const ended = once(child, 'exit')
    child.kill('SIGINT')
    return (await ended)[0] as number
  }
  return { child, printed, complained, stop }
}

async function startHub() {
  const hub = watch('--json', 'start', '--port', '0')
  await expect.poll(() => hub.printed.join(''), { timeout: 20_000 }).toContain('url')
  const { url } = JSON.parse(hub.printed.join('')) as { url: string }
  return { ...hub, url }
}

async function writeDetails(url: string, key: string, tagId: string, count: number) {
  const answer = await fetch(`${url}/v1/locations/${locationId}/tags/${tagId}/details`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ details: { count } }),
  })
  expect(answer.status).toBe(200)
}

it('without a running hub, the log is shown, and there is nothing to follow', async () => {
  const last = await shell.run('--json', 'events', 'tail', '--no-follow', '--limit', '3')
  expect(lines(last.out), last.err).toHaveLength(3)
  const tags = await shell.run(
    '--json',
    'events',
    'tail',
    '--no-follow',
    '--since',
    '1h',
    '--types',
    'tag.created',
  )
  const types = lines(tags.out).map(({ type }) => type)
  expect(types.length, tags.err).toBeGreaterThan(3)
  expect(new Set(types)).toEqual(new Set(['tag.created']))
  const elsewhere = await shell.run('events', 'tail', '--no-follow', '--location', 'elsewhere')
  expect(elsewhere).toMatchObject({ code: 0, out: '' })
  expect(await shell.run('events', 'tail')).toMatchObject({
    code: 2,
    err: expect.stringContaining('causeway start'),
  })
  const unknown = await shell.run('events', 'rewind', 'nobody', '--beginning')
  expect(unknown).toMatchObject({ code: 1, err: expect.stringContaining('event_reader_unknown') })
  expect((await shell.run('events', 'rewind', 'nobody')).code).toBe(2)
  expect((await shell.run('--json', 'events', 'readers')).code).toBe(0)
})

it('follows a hub through its restart, without a gap or a repeat', async () => {
  const first = await startHub()
  const created = await shell.run(
    '--json',
    'keys',
    'create',
    '--name',
    'app',
    '--permission',
    'read',
    'write',
  )
  const { key } = JSON.parse(created.out) as { key: string }
  const listed = await fetch(`${first.url}/v1/locations/${locationId}/tags`, {
    headers: { authorization: `Bearer ${key}` },
  })
  const [tag] = ((await listed.json()) as { items: Tag[] }).items
  const tail = watch('--json', 'events', 'tail', '--location', locationId, '--types', 'tag.details_updated')
  const counts = () => tail.printed.map((line) => (JSON.parse(line) as HubEvent).data['details'])
  await writeDetails(first.url, key, tag!.id, 1)
  await expect.poll(counts, { timeout: 15_000 }).toEqual([{ count: 1 }])
  await writeDetails(first.url, key, tag!.id, 2)
  await expect.poll(counts).toEqual([{ count: 1 }, { count: 2 }])

  await first.stop()
  const second = await startHub()
  await writeDetails(second.url, key, tag!.id, 3)
  await expect.poll(counts, { timeout: 15_000 }).toEqual([{ count: 1 }, { count: 2 }, { count: 3 }])
  expect(await tail.stop()).toBe(0)
  expect(tail.complained).toEqual([])
  await second.stop()
})
