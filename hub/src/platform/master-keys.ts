import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { type MasterKey, type MasterKeys, masterKeyId, secretErrors } from './secrets.ts'

/** Where the master keys come from. */
export interface MasterKeySource {
  keys: MasterKeys
  /** True when this start made the file: tell people to back it up. */
  wasGenerated: boolean
  /** The file the keys are in; undefined when they came from the setting. */
  file: string | undefined
  /** Reads them again, for keys another process added. */
  reload: () => MasterKeys | undefined
}

const KeyFile = z.object({
  current: z.string(),
  keys: z.array(z.object({ id: z.string(), key: z.base64(), createdAt: z.string() })).min(1),
})
type KeyFile = z.infer<typeof KeyFile>

const fileOf = (dataFolder: string): string => join(dataFolder, 'master-keys.json')

/**
 * Reads the master keys: from the setting, else from `master-keys.json` in the data folder, which is made when
 * missing (mode 0600).
 * @param setting value of CAUSEWAY_MASTER_KEY: 32 bytes in base64; older keys follow after commas
 * @throws `secrets.key_invalid`, `secrets.key_file_unusable`
 */
export function loadMasterKeys(options: {
  dataFolder: string
  setting?: string | undefined
}): MasterKeySource {
  if (options.setting !== undefined && options.setting !== '') {
    const keys = parseMasterKeys(options.setting)
    return { keys, wasGenerated: false, file: undefined, reload: () => undefined }
  }
  const file = fileOf(options.dataFolder)
  const found = readKeyFile(file)
  if (found === undefined) {
    mkdirSync(options.dataFolder, { recursive: true })
    writeKeyFile(file, addKey(undefined), 'wx')
  }
  const keys = () => toMasterKeys(readKeyFile(file), file)
  return { keys: keys(), wasGenerated: found === undefined, file, reload: keys }
}

/** Reads `key` or `key,older key,…`, each 32 bytes in base64. */
function parseMasterKeys(text: string): MasterKeys {
  const [current, ...previous] = text.split(',').map((part): MasterKey => {
    const key = Buffer.from(part.trim(), 'base64')
    if (key.length !== 32)
      throw secretErrors.key_invalid('A master key in CAUSEWAY_MASTER_KEY has not 32 bytes')
    return { id: masterKeyId(key), key }
  })
  if (current === undefined) throw secretErrors.key_invalid('CAUSEWAY_MASTER_KEY is empty')
  return { current, previous }
}

/** Adds a new current key to the file; the old ones stay until `dropOldMasterKeys`. */
export function addMasterKey(dataFolder: string): MasterKeys {
  const file = fileOf(dataFolder)
  const next = addKey(readKeyFile(file))
  writeKeyFile(file, next)
  return toMasterKeys(next, file)
}

/** Forgets every key but the current one: only when nothing is sealed with them any more. */
export function dropOldMasterKeys(dataFolder: string): MasterKeys {
  const file = fileOf(dataFolder)
  const found = readKeyFile(file)
  if (found === undefined) throw secretErrors.key_file_unusable(`The file ${file} is missing`)
  const next = { ...found, keys: found.keys.filter(({ id }) => id === found.current) }
  writeKeyFile(file, next)
  return toMasterKeys(next, file)
}

function addKey(file: KeyFile | undefined): KeyFile {
  const key = randomBytes(32)
  const added = { id: masterKeyId(key), key: key.toString('base64'), createdAt: new Date().toISOString() }
  return { current: added.id, keys: [added, ...(file?.keys ?? [])] }
}

function readKeyFile(file: string): KeyFile | undefined {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined
    throw secretErrors.key_file_unusable(`The file ${file} cannot be read`, { cause })
  }
  try {
    return KeyFile.parse(JSON.parse(text))
  } catch {
    // Without the cause: a parser quotes what it could not read, and that would be a key.
    throw secretErrors.key_file_unusable(`The file ${file} does not hold master keys`)
  }
}

function toMasterKeys(file: KeyFile | undefined, path: string): MasterKeys {
  const keys = (file?.keys ?? []).map(({ id, key }) => ({ id, key: Buffer.from(key, 'base64') }))
  const current = keys.find(({ id }) => id === file?.current)
  if (current === undefined) throw secretErrors.key_file_unusable(`The file ${path} lacks its current key`)
  return { current, previous: keys.filter((key) => key !== current) }
}

/** Replaces the file in one step: a crash leaves the old one or the new one. `wx` refuses to replace any. */
function writeKeyFile(file: string, content: KeyFile, mode: 'w' | 'wx' = 'w'): void {
  const draft = mode === 'wx' ? file : `${file}.${process.pid}.new`
  const handle = openSync(draft, mode, 0o600)
  try {
    writeSync(handle, `${JSON.stringify(content, null, 2)}\n`)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
  if (draft === file) return
  chmodSync(draft, 0o600)
  renameSync(draft, file)
}
