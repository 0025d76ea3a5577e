import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { HubDatabase } from '../store/database.ts'
import { createEventReadersStore } from '../store/event-readers.store.ts'
import { createRunListsStore } from '../store/runs-lists.store.ts'
import { testDatabases } from '../store/test-database.ts'
import { createManager } from './manage-workflows.ts'
import { createStarter } from './start-by-hand.ts'
import { openEngine, openReceiver, type Receiver, type TestEngine } from './test-engine.ts'

const patience = { timeout: 15_000, interval: 50 }

describe.each(await testDatabases())('workflows on $name', (database) => {
  let opened: HubDatabase
  let receiver: Receiver
  let hub: TestEngine
  beforeEach(async () => {
    opened = await database.open()
    receiver = await openReceiver()
    hub = openEngine(opened)
    // Events count from here on.
    await expect.poll(() => createEventReadersStore(opened.kysely).list(), patience).toHaveLength(1)
  })
  afterEach(async () => {
    await hub.stop()
    await receiver.close()
    await opened.close()
  })

  const ended = (count = 1, workflowId?: string) =>
    expect
      .poll(async () => {
        const runs = await hub.runs(workflowId)
        return runs.filter(({ dueAt, finishedAt }) => dueAt === null && finishedAt !== null).length
      }, patience)
      .toBe(count)

  it('sends secrets where they are named, to their hosts, and records and repeats none', async () => {
    await hub.stop()
    const opened1 = new Map([
      ['APP_KEY', { value: 'k-123/"q"', hosts: ['127.0.0.1'] }],
      ['HOOK', { value: `${receiver.url}/hook/s3cr3t-path`, hosts: [] }],
      ['ELSEWHERE', { value: 'not-for-you', hosts: ['api.example.com'] }],
    ])
    hub = openEngine(opened, { openSecret: async (name) => opened1.get(name) })
    receiver.answer = (got, response) =>
      void response
        .writeHead(200, {
          'content-type': 'application/json',
          'x-echo': String(got.headers['authorization']),
        })
        .end(
          JSON.stringify({
            body: got.body,
            key: got.headers['authorization'],
            ...(got.path.includes('?') && { path: got.path }),
          }),
        )
    const step = (id: string, more: object) => ({ id, type: 'http', ...more })
    const id = await hub.add({
      name: 'Tell with a key',
      trigger: { type: 'event', events: ['post.published'] },
      steps: [
        step('call', {
          url: `${receiver.url}/{{ event.data.title }}?key={{secrets.APP_KEY}}`,
          headers: { Authorization: 'Bearer {{ secrets.APP_KEY }}', 'x-title': '{{ event.data.title }}' },
          body: {
            key: '{{ secrets.APP_KEY }}',
            said: '{{ event.data }}',
            text: 'Of {{ event.data.title }}',
            halves: '{{ event.data.first }}{{ event.data.last }}',
          },
        }),
        step('hook', { url: '{{ secrets.HOOK }}', body: { text: '{{ event.data.title }}' } }),
        step('misplaced', { url: `${receiver.url}/x`, headers: { key: '{{ secrets.ELSEWHERE }}' } }),
      ],
    })
    // Whoever writes a title cannot have a secret sent to where titles are shown.
    const title = '{{ secrets.APP_KEY }}'
    const [first, last] = ['{', '{ secrets.APP_KEY }}']
    await hub.tell({ type: 'post.published', data: { title, first, last } })
    await ended()
    const [call, hook] = receiver.received
    expect(receiver.received).toHaveLength(2)
    expect(call!.headers['authorization']).toBe('Bearer k-123/"q"')
    expect(call!.path).toContain('?key=k-123/%22q%22')
    const harmless = '{ { secrets.APP_KEY } }'
    expect(call!.headers['x-title']).toBe(harmless)
    expect(call!.body).toEqual({
      key: 'k-123/"q"',
      said: { title: harmless, first, last },
      text: `Of ${harmless}`,
      halves: harmless,
    })
    expect(hook).toMatchObject({ path: '/hook/s3cr3t-path', body: { text: harmless } })
    const [run] = await hub.runs(id)
    expect(run).toMatchObject({
      state: 'failed',
      problem: { code: 'workflows.secret_misplaced', message: expect.stringContaining('api.example.com') },
    })
    const steps = await hub.steps(run!.id)
    expect(steps[0]).toMatchObject({
      input: { headers: { authorization: 'Bearer {{ secrets.APP_KEY }}' } },
      output: {
        headers: { 'x-echo': 'Bearer {{ secrets.APP_KEY }}' },
        body: { key: 'Bearer {{ secrets.APP_KEY }}' },
      },
    })
    const rows = await opened.kysely.selectFrom('workflow_run_steps').selectAll().execute()
    for (const told of [JSON.stringify([run, steps]), JSON.stringify(rows)])
      for (const secret of ['k-123', 's3cr3t-path', 'not-for-you']) expect(told).not.toContain(secret)
  })

  it('fails where a secret is missing, and goes on when it is there', async () => {
    await hub.stop()
    const secrets = new Map<string, { value: string; hosts: string[] }>()
    hub = openEngine(opened, { openSecret: async (name) => secrets.get(name) })
    const id = await hub.add({
      name: 'Tell with a key',
      trigger: { type: 'event', events: ['post.published'] },
      steps: [{ id: 'call', type: 'http', url: receiver.url, headers: { key: '{{ secrets.LATER }}' } }],
    })
    await hub.tell({ type: 'post.published' })
    await ended()
    const [run] = await hub.runs(id)
    expect(run).toMatchObject({ state: 'failed', problem: { code: 'workflows.secret_unknown' } })
    expect(receiver.received).toEqual([])
    secrets.set('LATER', { value: 'here now', hosts: [] })
    await hub.lists.retry({ runIds: [run!.id] }, 1)
    hub.engine.wake()
    await expect
      .poll(() => receiver.received.map(({ headers }) => headers['key']), patience)
      .toEqual(['here now'])
  })

  it('runs steps for an event that passes its filters, and records what each came to', async () => {
    const id = await hub.add({
      name: 'Tell of posts',
      trigger: { type: 'event', events: ['post.*'] },
      filters: [{ field: 'event.data.status', is: 'equals', value: 'published' }],
      steps: [
        { id: 'words', type: 'transform', value: 'Post {{ event.data.title }} is out' },
        {
          id: 'count',
          type: 'transform',
          value: { letters: '{{ $length(steps.words.output) }}', whole: '{{ event.data.tags }}' },
        },
        {
          id: 'tell',
          type: 'http',
          url: `${receiver.url}/posts/{{ event.data.title }}`,
          body: { text: '{{ steps.words.output }}', facts: '{{ steps.count.output }}' },
        },
      ],
    })
    await hub.tell(
      { type: 'post.published', data: { status: 'published', title: 'A/B c', tags: ['x', 'y'] } },
      { type: 'post.failed', data: { status: 'failed' } },
      { type: 'tag.created', data: { status: 'published' } },
    )
    await ended()
    const [run] = await hub.runs(id)
    expect(run).toMatchObject({ state: 'succeeded', cause: 'event', eventType: 'post.published' })
    expect(receiver.received).toMatchObject([
      {
        path: '/posts/A%2FB%20c',
        key: `${run!.id}-tell`,
        runId: run!.id,
        body: { text: 'Post A/B c is out', facts: { letters: 17, whole: ['x', 'y'] } },
      },
    ])
    const steps = await hub.steps(run!.id)
    expect(steps.map(({ path, state, attempts }) => [path, state, attempts])).toEqual([
      ['words', 'succeeded', 1],
      ['count', 'succeeded', 1],
      ['tell', 'succeeded', 1],
    ])
    expect(steps[2]).toMatchObject({ output: { status: 200, body: { ok: true } } })
  })

  it('finds runs by words, part by part', async () => {
    const id = await hub.add({
      name: 'Praise posts',
      trigger: { type: 'event', events: ['post.published'] },
      steps: [{ id: 'say', type: 'transform', value: '{{ event.data.title }}' }],
    })
    for (const title of ['Rye Bread', 'Cake', 'Rolls', 'Cake of rye', 'Buns'])
      await hub.tell({ type: 'post.published', data: { title } })
    await ended(5)
    const lists = createRunListsStore(opened.kysely, { searchedPerPage: 2 })
    const found: number[] = []
    let cursor: string | undefined
    do {
      const page = await lists.list({ workflowId: id, q: 'RYE praise', limit: 10, cursor })
      found.push(page.items.length)
      expect(page.searchedTo === null).toBe(page.nextCursor === null)
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
    expect(found).toEqual([1, 0, 1])
    const [run] = (await lists.list({ q: 'buns', limit: 1 })).items
    expect((await lists.list({ q: run!.id, limit: 10 })).items).toHaveLength(1)
    expect((await lists.list({ q: '50% \\ _', limit: 10 })).items).toEqual([])
  })

  it('leaves out what the first sync finds, and skips what an expression in a filter does not let pass', async () => {
    const id = await hub.add({
      name: 'Long ones',
      trigger: { type: 'event', events: ['post.created'] },
      filters: [{ expression: '$length(event.data.text) > 3' }],
      steps: [{ id: 'a', type: 'transform', value: 1 }],
    })
    await hub.tell(
      { type: 'post.created', data: { text: 'long enough', initial: true } },
      { type: 'post.created', data: { text: 'no' } },
      { type: 'post.created', data: { text: 'long enough' } },
    )
    await ended(2, id)
    expect((await hub.runs(id)).map(({ state }) => state).toSorted()).toEqual(['skipped', 'succeeded'])
  })

  it('decides, branches, jumps forward and stops', async () => {
    await hub.add({
      name: 'Decide',
      trigger: { type: 'event', events: ['n'] },
      steps: [
        {
          id: 'big',
          type: 'condition',
          if: { field: 'event.data.n', is: 'greater', value: 10 },
          do: [{ id: 'yes', type: 'transform', value: 'big', next: 'last' }],
          else: [{ id: 'no', type: 'transform', value: 'small' }],
        },
        {
          id: 'which',
          type: 'branch',
          cases: [
            {
              if: { field: 'event.data.n', is: 'equals', value: 1 },
              do: [{ id: 'one', type: 'stop', as: 'failed', reason: 'n is {{ event.data.n }}' }],
            },
            { if: { expression: 'event.data.n = 2' }, do: [{ id: 'two', type: 'stop' }] },
          ],
          otherwise: [{ id: 'other', type: 'transform', value: 'other' }],
        },
        { id: 'last', type: 'http', url: `${receiver.url}/{{ event.data.n }}`, body: {} },
      ],
    })
    await hub.tell(...[1, 2, 3, 11].map((n) => ({ type: 'n', data: { n } })))
    await ended(4)
    expect(receiver.received.map(({ path }) => path).toSorted()).toEqual(['/11', '/3'])
    const failed = (await hub.runs()).filter(({ state }) => state === 'failed')
    expect(failed).toMatchObject([
      { problem: { code: 'workflows.stopped_as_failed', message: 'n is 1', stepId: 'one' } },
    ])
  })

  it('tries again what may pass, with the same key, and runs the steps for errors when it does not', async () => {
    let refusals = 0
    receiver.answer = ({ path }, response) => {
      const isRefused = path === '/never' || (path === '/later' && refusals++ < 2)
      response.writeHead(isRefused ? 503 : 200).end()
    }
    await hub.add({
      name: 'Again',
      trigger: { type: 'event', events: ['go'] },
      steps: [
        { id: 'later', type: 'http', url: `${receiver.url}/later`, body: {}, retry: { delay: '10ms' } },
        {
          id: 'never',
          type: 'http',
          url: `${receiver.url}/never`,
          body: {},
          retry: { attempts: 2, delay: '1200ms', factor: 1 },
          onError: [
            {
              id: 'mourn',
              type: 'http',
              url: `${receiver.url}/error`,
              body: { why: '{{ steps.never.error.code }}' },
            },
          ],
        },
        { id: 'end', type: 'http', url: `${receiver.url}/end`, body: {} },
      ],
    })
    await hub.tell({ type: 'go' })
    await ended()
    const byPath = Object.groupBy(receiver.received, ({ path }) => path)
    expect(byPath['/later']).toHaveLength(3)
    expect(new Set(byPath['/later']!.map(({ key }) => key)).size).toBe(1)
    expect(byPath['/never']).toHaveLength(2)
    expect(byPath['/error']).toMatchObject([{ body: { why: 'workflows.http_failed' } }])
    expect(byPath['/end']).toHaveLength(1)
    const [run] = await hub.runs()
    expect(run!.state).toBe('succeeded')
    const steps = await hub.steps(run!.id)
    expect(steps.find(({ path }) => path === 'later')).toMatchObject({ attempts: 3, state: 'succeeded' })
    expect(steps.find(({ path }) => path === 'never')).toMatchObject({ attempts: 2, state: 'failed' })
  })

  it('goes on after a retry where it failed, and does not repeat what was done', async () => {
    let isBroken = true
    receiver.answer = ({ path }, response) => {
      response.writeHead(isBroken && path === '/second' ? 400 : 200).end()
    }
    await hub.add({
      name: 'Mend',
      trigger: { type: 'event', events: ['go'] },
      steps: [
        { id: 'first', type: 'http', url: `${receiver.url}/first`, body: {} },
        {
          id: 'if',
          type: 'condition',
          if: { field: 'event.type', is: 'exists' },
          do: [{ id: 'second', type: 'http', url: `${receiver.url}/second`, body: {} }],
        },
      ],
    })
    await hub.tell({ type: 'go' }, { type: 'go' })
    await ended(2)
    expect((await hub.runs()).map(({ state, problem }) => [state, problem?.stepId])).toEqual([
      ['failed', 'second'],
      ['failed', 'second'],
    ])
    isBroken = false
    expect(await hub.lists.retry({ isDismissed: false }, 100)).toHaveLength(2)
    hub.engine.wake()
    await expect
      .poll(async () => (await hub.runs()).map(({ state }) => state), patience)
      .toEqual(['succeeded', 'succeeded'])
    expect(receiver.received.filter(({ path }) => path === '/first')).toHaveLength(2)
    const keys = receiver.received.filter(({ path }) => path === '/second').map(({ key }) => key)
    // It was refused by an answer, so it is another request now.
    expect(new Set(keys).size).toBe(4)
  })

  it('loops over ten thousand items, some at a time', async () => {
    await hub.add({
      name: 'Loop',
      trigger: { type: 'event', events: ['go'] },
      steps: [
        {
          id: 'each',
          type: 'loop',
          over: '{{ event.data.items }}',
          concurrency: 10,
          collect: '{{ steps.double.output }}',
          do: [{ id: 'double', type: 'transform', value: '{{ item.n }}' }],
        },
        { id: 'sum', type: 'transform', value: '{{ $sum(steps.each.output.items) }}' },
      ],
    })
    const items = Array.from({ length: 10_000 }, (_, n) => ({ n }))
    await hub.tell({ type: 'go', data: { items } })
    await expect.poll(async () => (await hub.runs())[0]?.state, { timeout: 60_000 }).toBe('succeeded')
    const [run] = await hub.runs()
    const { steps, count } = await hub.lists.steps(run!.id, 20_000)
    expect(count).toBe(10_002)
    expect(steps.find(({ path }) => path === 'sum')?.output).toBe(49_995_000)
  }, 90_000)

  it('counts items that fail and goes on, or stops at the first', async () => {
    receiver.answer = ({ path }, response) => void response.writeHead(path === '/2' ? 400 : 200).end()
    const loop = (onItemError: string) => ({
      name: onItemError,
      trigger: { type: 'event', events: ['go'] },
      steps: [
        {
          id: 'each',
          type: 'loop',
          over: '{{ event.data.items }}',
          onItemError,
          do: [{ id: 'send', type: 'http', url: `${receiver.url}/{{ item }}`, body: {} }],
        },
      ],
    })
    const [going, stopping] = [await hub.add(loop('continue')), await hub.add(loop('stop'))]
    await hub.tell({ type: 'go', data: { items: [1, 2, 3] } })
    await ended(2)
    const [run] = await hub.runs(going)
    expect(run!.state).toBe('succeeded')
    const output = (await hub.steps(run!.id)).find(({ path }) => path === 'each')?.output
    expect(output).toMatchObject({ count: 3, failed: 1, problems: [{ index: 1 }] })
    expect((await hub.runs(stopping))[0]).toMatchObject({ state: 'failed', problem: { stepId: 'send' } })
    expect(receiver.received.map(({ path }) => path).toSorted()).toEqual(['/1', '/1', '/2', '/2', '/3'])
  })

  it('waits for a time, and for an event that fits', async () => {
    await hub.add({
      name: 'Wait',
      trigger: { type: 'event', events: ['begin'] },
      steps: [
        { id: 'pause', type: 'delay', for: '1100ms' },
        {
          id: 'answer',
          type: 'wait_for_event',
          events: ['answer.*'],
          match: { field: 'event.data.to', is: 'equals', value: '{{ event.data.id }}' },
          timeout: '1m',
        },
        {
          id: 'nothing',
          type: 'wait_for_event',
          events: ['never'],
          timeout: '1100ms',
        },
        {
          id: 'tell',
          type: 'http',
          url: receiver.url,
          body: '{{ [steps.answer.output.event.data.text, steps.nothing.output.timedOut] }}',
        },
      ],
    })
    await hub.tell({ type: 'begin', data: { id: 7 } })
    await expect.poll(async () => (await hub.runs())[0]?.state, patience).toBe('waiting')
    const answerWaits = async () => {
      const [run] = await hub.runs()
      return (await hub.steps(run!.id)).find(({ path }) => path === 'answer')?.state
    }
    await expect.poll(answerWaits, patience).toBe('waiting')
    await hub.tell(
      { type: 'answer.given', data: { to: 8, text: 'wrong' } },
      { type: 'answer.given', data: { to: 7, text: 'right' } },
    )
    await ended()
    expect(receiver.received).toMatchObject([{ body: ['right', true] }])
  })

  it('calls another workflow and waits for what it gives', async () => {
    await hub.add({
      key: 'half',
      name: 'Half',
      trigger: { type: 'manual' },
      steps: [
        { id: 'pause', type: 'delay', for: '1100ms' },
        { id: 'out', type: 'transform', value: '{{ trigger.input.n / 2 }}' },
      ],
    })
    const outer = await hub.add({
      name: 'Outer',
      trigger: { type: 'event', events: ['go'] },
      steps: [
        { id: 'half', type: 'workflow', workflow: 'half', input: { n: '{{ event.data.n }}' } },
        { id: 'tell', type: 'http', url: receiver.url, body: { half: '{{ steps.half.output }}' } },
      ],
    })
    await hub.tell({ type: 'go', data: { n: 10 } })
    await ended(1, outer)
    expect(receiver.received).toMatchObject([{ body: { half: 5 } }])
    expect(await hub.runs()).toHaveLength(2)
  })

  it('kills an expression that hangs, and fails only its run', async () => {
    await hub.add({
      name: 'Hang',
      trigger: { type: 'event', events: ['hang'] },
      steps: [{ id: 'a', type: 'transform', value: '{{ ($f := function($n){ $f($n+1) }; $f(0)) }}' }],
    })
    await hub.add({
      name: 'Fine',
      trigger: { type: 'event', events: ['fine'] },
      steps: [{ id: 'a', type: 'transform', value: '{{ event.data.n + 1 }}' }],
    })
    await hub.tell({ type: 'hang' }, { type: 'fine', data: { n: 1 } })
    await ended(2)
    const states = (await hub.runs()).map(({ state, problem }) => [state, problem?.code])
    expect(states).toEqual(
      expect.arrayContaining([
        ['failed', 'workflows.expression_failed'],
        ['succeeded', undefined],
      ]),
    )
  })

  it('carries payloads of five megabytes', async () => {
    await hub.add({
      name: 'Large',
      trigger: { type: 'event', events: ['large'] },
      steps: [
        { id: 'copy', type: 'transform', value: '{{ event.data.text }}' },
        {
          id: 'tell',
          type: 'http',
          url: receiver.url,
          body: { text: '{{ steps.copy.output }}', first: '{{ $substring(event.data.text, 0, 3) }}' },
        },
      ],
    })
    const text = 'abc€'.repeat(900_000)
    await hub.tell({ type: 'large', data: { text } })
    await ended()
    expect((await hub.runs())[0]!.state).toBe('succeeded')
    const body = receiver.received[0]!.body as { text: string; first: string }
    expect(body.first).toBe('abc')
    expect(body.text === text).toBe(true)
  }, 40_000)

  it('keeps the order of a key and the limit of a workflow', async () => {
    let now = 0
    let most = 0
    receiver.answer = (_request, response) => {
      now += 1
      most = Math.max(most, now)
      setTimeout(() => {
        now -= 1
        response.end()
      }, 30)
    }
    await hub.add({
      name: 'In order',
      trigger: { type: 'event', events: ['go'] },
      concurrency: 2,
      orderBy: '{{ event.subject.id }}',
      steps: [
        {
          id: 'tell',
          type: 'http',
          url: receiver.url,
          body: { n: '{{ event.data.n }}', of: '{{ event.subject.id }}' },
        },
      ],
    })
    await hub.tell(
      ...Array.from({ length: 12 }, (_, n) => ({ type: 'go', subject: `s${n % 3}`, data: { n } })),
    )
    await ended(12)
    expect(most).toBeLessThanOrEqual(2)
    const bodies = receiver.received.map(({ body }) => body as { n: number; of: string })
    for (const of of ['s0', 's1', 's2']) {
      const order = bodies.filter((body) => body.of === of).map(({ n }) => n)
      expect(order).toEqual(order.toSorted((one, other) => one - other))
    }
  }, 30_000)

  it('goes on after a process died, without doing anything twice', async () => {
    await hub.add({
      name: 'Two calls',
      trigger: { type: 'event', events: ['go'] },
      steps: [
        { id: 'first', type: 'http', url: `${receiver.url}/first`, body: {} },
        { id: 'pause', type: 'delay', for: '1500ms' },
        { id: 'second', type: 'http', url: `${receiver.url}/second`, body: {} },
      ],
    })
    await hub.tell({ type: 'go' })
    await expect.poll(() => receiver.received.length, patience).toBe(1)
    await hub.stop()
    hub = openEngine(opened)
    await ended()
    expect(receiver.received.map(({ path }) => path)).toEqual(['/first', '/second'])
  })

  it('fires a schedule once over several processes, and once for what was missed', async () => {
    let now = new Date('2026-03-29T00:59:00Z')
    const clock = { now: () => now }
    await hub.stop()
    const [one, other] = [
      openEngine(opened, { clock, isAlone: false }),
      openEngine(opened, { clock, isAlone: false }),
    ]
    try {
      const id = await one.add({
        name: 'Nightly',
        trigger: { type: 'schedule', cron: '30 2 * * *', timezone: 'Europe/Berlin' },
        steps: [{ id: 'a', type: 'transform', value: '{{ trigger.scheduledFor }}' }],
      })
      other.engine.definitions.forget()
      now = new Date('2026-03-29T01:45:00Z')
      const runs = async () => (await one.runs(id)).filter(({ state }) => state === 'succeeded').length
      await expect.poll(runs, patience).toBe(1)
      // Three nights without a process are one run.
      now = new Date('2026-04-01T08:00:00Z')
      await expect.poll(runs, patience).toBe(2)
      await new Promise((resolve) => setTimeout(resolve, 1500))
      expect(await one.runs(id)).toHaveLength(2)
    } finally {
      await one.stop()
      await other.stop()
      hub = openEngine(opened)
    }
  }, 30_000)

  it('stops a workflow that its own change triggers, and says why', async () => {
    const id = await hub.add({
      name: 'Round and round',
      trigger: { type: 'event', events: ['tag.details_updated'] },
      steps: [
        {
          id: 'save',
          type: 'save_tag_details',
          tagId: '{{ event.subject.id }}',
          details: { at: '{{ run.id }}' },
        },
      ],
    })
    await opened.kysely
      .insertInto('records')
      .values({
        location_id: 'loc',
        kind: 'tag',
        id: 't1',
        version: 1,
        data: JSON.stringify({ name: 'spring' }),
        raw: JSON.stringify({}),
        hash: 'h',
        created_at: new Date(),
        changed_at: new Date(),
      })
      .execute()
    await hub.tell({ type: 'tag.details_updated', subject: 't1' })
    await ended(2, id)
    const [stopped, first] = await hub.runs(id)
    expect(first!.state).toBe('succeeded')
    expect(stopped).toMatchObject({
      state: 'stopped',
      problem: { code: 'workflows.loop_stopped', message: expect.stringContaining(first!.id) },
      chain: [{ workflowId: id, runId: first!.id }],
    })
    // What somebody else changes afterwards is no loop.
    await hub.tell({ type: 'tag.details_updated', subject: 't1' })
    await ended(4, id)
    expect((await hub.runs(id)).filter(({ state }) => state === 'succeeded')).toHaveLength(2)
  })

  it('cancels a run that waits, runs again from a step with other input, and dismisses', async () => {
    receiver.answer = ({ body }, response) =>
      void response.writeHead((body as { n?: number }).n === 1 ? 422 : 200).end()
    const id = await hub.add({
      name: 'Again',
      trigger: { type: 'event', events: ['go', 'wait'] },
      steps: [
        { id: 'first', type: 'http', url: `${receiver.url}/first`, body: {} },
        { id: 'pause', type: 'delay', for: '1h', when: { field: 'event.type', is: 'equals', value: 'wait' } },
        { id: 'second', type: 'http', url: `${receiver.url}/second`, body: { n: '{{ event.data.n }}' } },
      ],
    })
    await hub.tell({ type: 'wait' })
    await expect.poll(async () => (await hub.runs(id))[0]?.state, patience).toBe('waiting')
    const starter = createStarter({
      kysely: opened.kysely,
      clock: { now: () => new Date() },
      listLocations: async () => ['loc'],
      engine: hub.engine,
    })
    const [waiting] = await hub.runs(id)
    await starter.cancel(waiting!.id)
    expect((await hub.runs(id))[0]).toMatchObject({ state: 'cancelled', dueAt: null })
    await expect(starter.cancel(waiting!.id)).rejects.toMatchObject({ code: 'workflows.run_over' })

    await hub.tell({ type: 'go', data: { n: 1 } })
    await ended(2, id)
    const [failed] = await hub.runs(id)
    expect(failed).toMatchObject({
      state: 'failed',
      problem: { stepId: 'second', code: 'workflows.http_refused' },
    })
    const again = await starter.rerun(failed!.id, { input: { body: { n: 2 } } })
    await ended(3, id)
    expect((await hub.runs(id)).find((run) => run.id === again)).toMatchObject({
      state: 'succeeded',
      rerunOf: failed!.id,
    })
    // Only the step that failed was done again.
    expect(receiver.received.map(({ path, body }) => [path, body])).toEqual([
      ['/first', {}],
      ['/first', {}],
      ['/second', { n: 1 }],
      ['/second', { n: 2 }],
    ])
    expect(await hub.lists.dismiss({})).toBe(1)
    expect((await hub.lists.list({ states: ['failed'], isDismissed: false, limit: 10 })).items).toEqual([])
  })

  it('stands still while its workflow is paused, and goes on afterwards', async () => {
    const id = await hub.add({
      name: 'Pause',
      trigger: { type: 'event', events: ['go'] },
      steps: [{ id: 'tell', type: 'http', url: receiver.url, body: {} }],
    })
    const manager = createManager({
      kysely: opened.kysely,
      clock: { now: () => new Date() },
      engine: hub.engine,
    })
    await manager.patch(id, { isPaused: true })
    await hub.tell({ type: 'go' })
    await expect.poll(async () => (await hub.runs(id))[0]?.state, patience).toBe('queued')
    expect((await hub.runs(id))[0]!.dueAt).toBeNull()
    await new Promise((resolve) => setTimeout(resolve, 1500))
    expect(receiver.received).toEqual([])
    await manager.patch(id, { isPaused: false })
    await ended(1, id)
    expect(receiver.received).toHaveLength(1)
  })

  it('rehearses past events without any effect', async () => {
    const id = await hub.add({
      name: 'Would',
      trigger: { type: 'event', events: ['post.published'] },
      filters: [{ field: 'event.data.n', is: 'greater', value: 1 }, { expression: 'event.data.n != 3' }],
      steps: [
        {
          id: 'tell',
          type: 'http',
          url: `${receiver.url}/{{ event.data.n }}`,
          body: { n: '{{ event.data.n }}' },
        },
        {
          id: 'keep',
          type: 'write',
          record: { n: '{{ event.data.n }}', status: '{{ steps.tell.output.status }}' },
        },
      ],
    })
    await hub.engine.definitions.list()
    const manager = createManager({
      kysely: opened.kysely,
      clock: { now: () => new Date() },
      engine: hub.engine,
    })
    await manager.patch(id, { isEnabled: false })
    await hub.tell(...[1, 2, 3, 4].map((n) => ({ type: 'post.published', data: { n } })))
    const { definition } = await manager.find(id)
    // The log shows an event once no older transaction of the server can add one before it.
    const rehearse = () => hub.rehearsal.dryRun(definition, { details: 10 })
    await expect.poll(async () => (await rehearse()).matched, patience).toBe(4)
    const result = await rehearse()
    expect(result).toMatchObject({ matched: 4, wouldRun: 2 })
    expect(
      result.runs.map(({ outcome, steps }) => [outcome, steps.map((step) => [step.path, step.outcome])]),
    ).toEqual(
      Array.from({ length: 2 }, () => [
        'would_succeed',
        [
          ['tell', 'planned'],
          ['keep', 'planned'],
        ],
      ]),
    )
    expect(result.runs[0]!.steps[0]!.input).toMatchObject({
      method: 'POST',
      url: `${receiver.url}/4`,
      body: { n: 4 },
    })
    expect(receiver.received).toEqual([])
    expect(await hub.runs(id)).toEqual([])
  })
})
