import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Operation } from '../src/operation.types.ts'
import { pathShape } from './compile-entries.ts'

/**
 * Where the official SDK has each operation, `contacts.getContact` by operation id: read from the compiled code of the
 * installed `@gohighlevel/api-client`, whose methods name what they request. Null when it is not installed.
 */
export function importSdk(operations: Operation[]): Record<string, string> | null {
  const lib = sdkFolder()
  if (lib === undefined) return null
  const methods = new Map(readServices(lib).flatMap(({ service, code }) => readMethods(service, code)))
  return Object.fromEntries(
    operations.flatMap((operation) => {
      const method = methods.get(pathShape(operation))
      return method === undefined ? [] : [[operation.id, method]]
    }),
  )
}

/** How many methods of the SDK request something. */
export function countSdkMethods(): number {
  const lib = sdkFolder()
  return lib === undefined
    ? 0
    : readServices(lib).reduce((sum, { service, code }) => sum + readMethods(service, code).length, 0)
}

function sdkFolder(): string | undefined {
  try {
    return join(dirname(createRequire(import.meta.url).resolve('@gohighlevel/api-client')), 'lib')
  } catch {
    // A development dependency: only who builds the data needs it.
    return undefined
  }
}

/** Services by the name under which the client has them. */
function readServices(lib: string): { service: string; code: string }[] {
  const client = readFileSync(join(lib, 'HighLevel.js'), 'utf8')
  const folders = readdirSync(join(lib, 'code'))
  return folders.flatMap((folder) => {
    const file = join(lib, 'code', folder, `${folder}.js`)
    const made = new RegExp(`this\\.(\\w+) = new ${folder.replaceAll('-', '_')}_1\\.`).exec(client)
    return made?.[1] !== undefined && existsSync(file)
      ? [{ service: made[1], code: readFileSync(file, 'utf8') }]
      : []
  })
}

function readMethods(service: string, code: string): [shape: string, method: string][] {
  return code
    .split(/^ {4}async (?=\w+\()/m)
    .slice(1)
    .flatMap((text): [string, string][] => {
      const [name] = /^\w+/.exec(text) ?? []
      const [, method] = /method: '(\w+)'/.exec(text) ?? []
      const [, path] = /url: .*?'(\/[^']*)'/.exec(text) ?? []
      if (name === undefined || method === undefined || path === undefined) return []
      return [[pathShape({ method: method as Operation['method'], path }), `${service}.${name}`]]
    })
}
