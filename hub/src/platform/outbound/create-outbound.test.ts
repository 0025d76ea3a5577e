import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { createOutbound, type Outbound, type OutboundOptions } from './create-outbound.ts'

describe('outbound requests', () => {
  const servers: Server[] = []
  const outbounds: Outbound[] = []
  afterEach(async () => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections()
      server.close()
    }
    await Promise.all(outbounds.splice(0).map((outbound) => outbound.close()))
  })
  const serve = async (listener: RequestListener): Promise<number> => {
    const server = createServer(listener).listen(0, '127.0.0.1')
    servers.push(server)
    await once(server, 'listening')
    return (server.address() as AddressInfo).port
  }
  const open = (options: OutboundOptions = {}) => {
    const outbound = createOutbound(options)
    outbounds.push(outbound)
    return outbound
  }

  it('sends method, headers and body, and gives the answer as it came', async () => {
    const port = await serve(async (request, response) => {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk as Buffer)
      response.writeHead(418, { 'x-seen': [request.method!, request.url!] })
      const { 'x-mine': mine, 'user-agent': agent } = request.headers
      response.end([mine, agent, Buffer.concat(chunks).toString()].join(' '))
    })
    const outbound = open({ allowPrivate: ['loopback'], userAgent: 'Test/1' })
    const answer = await outbound.send({
      url: `http://127.0.0.1:${port}/a?b=c`,
      method: 'PUT',
      headers: { 'x-mine': 'yes' },
      body: 'hello',
    })
    expect(answer).toMatchObject({ status: 418, isCut: false, headers: { 'x-seen': 'PUT, /a?b=c' } })
    expect(answer.body.toString()).toBe('yes Test/1 hello')
  })

  it('refuses what is not of the internet, written in whatever way', async () => {
    let requests = 0
    const port = await serve((_request, response) => {
      requests += 1
      response.end()
    })
    const outbound = open()
    for (const host of [
      '127.0.0.1',
      '127.1',
      '2130706433',
      '0x7f.0.0.1',
      'localhost',
      '[::1]',
      '[::ffff:127.0.0.1]',
      '[64:ff9b::7f00:1]',
      '[2002:7f00:1::]',
      '0.0.0.0',
      '169.254.169.254',
      '100.64.0.1',
      '[fd00:ec2::254]',
    ])
      await expect(
        outbound.send({ url: `http://${host}:${port}/`, timeoutMs: 2000 }),
        host,
      ).rejects.toMatchObject({
        code: 'outbound.address_refused',
      })
    expect(requests).toBe(0)
  })

  it('refuses a host whose addresses are public and private at once', async () => {
    const outbound = open({
      resolve: async () => [
        { address: '93.184.216.34', family: 4 },
        { address: '10.0.0.1', family: 4 },
      ],
    })
    await expect(outbound.send({ url: 'http://mixed.example/' })).rejects.toMatchObject({
      code: 'outbound.address_refused',
      message: expect.not.stringContaining('10.0.0.1'),
    })
  })

  it('connects only to the address it checked, and checks again for every connection', async () => {
    let requests = 0
    const port = await serve((_request, response) => {
      requests += 1
      response.end('inside')
    })
    // The first look-up gives an allowed address, the next ones loopback.
    let lookups = 0
    const outbound = open({
      allowPrivate: ['192.0.2.0/24'],
      resolve: async () => [{ address: lookups++ === 0 ? '192.0.2.1' : '127.0.0.1', family: 4 }],
    })
    const url = `http://rebinding.example:${port}/`
    await expect(outbound.send({ url, timeoutMs: 500 })).rejects.toMatchObject({
      code: expect.stringMatching(/^outbound\.(timed_out|unreachable)$/),
    })
    expect(lookups).toBe(1)
    await expect(outbound.send({ url, timeoutMs: 2000 })).rejects.toMatchObject({
      code: 'outbound.address_refused',
    })
    expect(lookups).toBe(2)
    expect(requests).toBe(0)
  })

  it('reaches a private host by name when that name is allowed', async () => {
    const port = await serve((_request, response) => response.end('inside'))
    const resolve = async () => [{ address: '127.0.0.1', family: 4 }]
    const outbound = open({ allowPrivate: ['receiver.lan'], resolve })
    expect((await outbound.send({ url: `http://receiver.lan:${port}/` })).body.toString()).toBe('inside')
    await expect(outbound.send({ url: `http://other.lan:${port}/` })).rejects.toMatchObject({
      code: 'outbound.address_refused',
    })
  })

  it('does not follow redirects', async () => {
    let followed = 0
    const port = await serve((request, response) => {
      if (request.url === '/inner') followed += 1
      response.writeHead(307, { location: '/inner' }).end()
    })
    const outbound = open({ allowPrivate: ['loopback'] })
    expect((await outbound.send({ url: `http://127.0.0.1:${port}/` })).status).toBe(307)
    await wait(50)
    expect(followed).toBe(0)
  })

  it.each([
    ['never answers', () => {}],
    ['drips its headers', (_request, response) => response.socket?.write('HTTP/1.1 200 OK\r\nx: ')],
    [
      'drips its body',
      (_request, response) => {
        response.writeHead(200)
        const timer = setInterval(() => response.write('.'), 20)
        response.on('close', () => clearInterval(timer))
      },
    ],
  ] satisfies [string, RequestListener][])('gives up on a receiver that %s', async (_name, listener) => {
    const port = await serve(listener)
    const outbound = open({ allowPrivate: ['loopback'] })
    const startedAt = performance.now()
    await expect(outbound.send({ url: `http://127.0.0.1:${port}/`, timeoutMs: 300 })).rejects.toMatchObject({
      code: 'outbound.timed_out',
    })
    expect(performance.now() - startedAt).toBeLessThan(2000)
  })

  it('keeps the beginning of a long answer and breaks the rest off', async () => {
    const tenMegabytes = 10 * 1024 * 1024
    let sent = 0
    let isClosed = false
    const port = await serve((_request, response) => {
      response.on('close', () => (isClosed = true))
      sent = 0
      const chunks = new Readable({
        read() {
          sent += 64 * 1024
          this.push(sent > tenMegabytes ? null : Buffer.alloc(64 * 1024, 'x'))
        },
      })
      chunks.pipe(response)
    })
    const outbound = open({ allowPrivate: ['loopback'] })
    const answer = await outbound.send({ url: `http://127.0.0.1:${port}/` })
    expect(answer).toMatchObject({ status: 200, isCut: true })
    expect(answer.body).toHaveLength(64 * 1024)
    await expect.poll(() => isClosed).toBe(true)
    expect(sent).toBeLessThan(tenMegabytes)
    const again = await outbound.send({ url: `http://127.0.0.1:${port}/`, maxAnswerBytes: 10 })
    expect(again.body).toHaveLength(10)
  })

  it('says what is wrong with an address, a header, a name and a silent port', async () => {
    const outbound = open({
      allowPrivate: ['loopback'],
      resolve: () => Promise.reject(new Error('NXDOMAIN')),
    })
    const codeOf = (request: Parameters<Outbound['send']>[0]) =>
      outbound.send(request).then(
        () => 'sent',
        (problem: { code: string }) => problem.code,
      )
    expect(await codeOf({ url: 'receiver' })).toBe('outbound.url_unusable')
    expect(await codeOf({ url: 'ftp://receiver.example/' })).toBe('outbound.url_unusable')
    expect(await codeOf({ url: 'https://user:secret@receiver.example/' })).toBe('outbound.url_unusable')
    const url = 'http://127.0.0.1:1/'
    expect(await codeOf({ url, headers: { Host: 'inner' } })).toBe('outbound.header_unusable')
    expect(await codeOf({ url, headers: { 'x-a': 'b\r\nx-c: d' } })).toBe('outbound.header_unusable')
    expect(await codeOf({ url })).toBe('outbound.unreachable')
    expect(await codeOf({ url: 'http://no.example/' })).toBe('outbound.name_unknown')
  })

  it('stops when told to, with the reason it was given', async () => {
    const port = await serve(() => {})
    const outbound = open({ allowPrivate: ['loopback'] })
    const stop = new AbortController()
    const sending = outbound.send({ url: `http://127.0.0.1:${port}/`, signal: stop.signal })
    setTimeout(() => stop.abort(new Error('enough')), 50)
    await expect(sending).rejects.toThrow('enough')
  })
})
