import type { FastifyInstance } from 'fastify'

/** Keeps the routes as they are added, to tell which methods a path would have answered. */
export function rememberRoutes(server: FastifyInstance): (path: string) => string[] {
  const routes = new Map<string, { pattern: RegExp; methods: Set<string> }>()
  server.addHook('onRoute', ({ url, method }) => {
    // The way to the CRM takes every path and every method, and decides itself.
    if (url === '/*') return
    const known = routes.get(url) ?? { pattern: patternOf(url), methods: new Set<string>() }
    for (const one of [method].flat()) known.methods.add(one)
    routes.set(url, known)
  })
  return (path) => {
    const methods = [...routes.values()]
      .filter(({ pattern }) => pattern.test(path))
      .flatMap((route) => [...route.methods])
    return [...new Set(methods)].toSorted()
  }
}

const patternOf = (url: string): RegExp => {
  const escaped = url.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`)
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll(/:[^/]+/g, '[^/]+')}$`)
}
