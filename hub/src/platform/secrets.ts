import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { defineErrors } from './errors.ts'

/** A key that wraps the keys of records. Its id is public and stands in every sealed value. */
export interface MasterKey {
  id: string
  /** 32 bytes. */
  key: Buffer
}

export interface MasterKeys {
  /** Seals from now on. */
  current: MasterKey
  /** Still open what was sealed before a rotation. */
  previous?: MasterKey[]
}

/** Seals and opens secrets. `context` names the place of the value (`table/row/column`): it opens nowhere else. */
export interface Keyring {
  /** Id of the key that seals now. */
  readonly currentId: string
  seal(text: string, context: string): Buffer
  /** @throws `secrets.key_unknown`, `secrets.cannot_open` */
  open(sealed: Uint8Array, context: string): string
  /** The same secret wrapped by the current key; undefined when it is already. The secret itself is not opened. */
  rewrap(sealed: Uint8Array, context: string): Buffer | undefined
  /** Puts other keys in place, for rotation while running. */
  replace(keys: MasterKeys): void
}

export const secretErrors = defineErrors('secrets', {
  key_unknown: {
    status: 500,
    hint: 'Put the master key that sealed it back (CAUSEWAY_MASTER_KEY or master-keys.json, from the backup), or connect again.',
  },
  cannot_open: {
    status: 500,
    hint: 'The stored value was altered or belongs elsewhere: restore the database from a backup, or connect again.',
  },
  key_invalid: { status: 500, hint: 'A master key is 32 random bytes in base64.' },
  key_file_unusable: {
    status: 500,
    hint: 'Restore master-keys.json from the backup; without it the stored credentials cannot be opened.',
  },
})

/** First byte of a sealed value: layout `version, id length, id, wrapped record key, nonce + tag + ciphertext`. */
const formatVersion = 1
const nonceLength = 12
const tagLength = 16
const keyLength = 32
const boxedKeyLength = nonceLength + tagLength + keyLength

/** A stable id of a key that tells nothing about it. */
export const masterKeyId = (key: Buffer): string =>
  createHash('sha256').update('causeway master key id').update(key).digest('hex').slice(0, 12)

/**
 * Makes the keyring. Every secret has a random key of its own (AES-256-GCM), wrapped by the master key, so that
 * rotating the master key never touches the secrets themselves.
 * @param reload asked once for the keys when a value names an unknown one: another process may have rotated
 */
export function createKeyring(keys: MasterKeys, reload?: () => MasterKeys | undefined): Keyring {
  let { current } = keys
  let byId = new Map<string, MasterKey>()
  const replace = (next: MasterKeys): void => {
    const all = [next.current, ...(next.previous ?? [])]
    for (const { key } of all)
      if (key.length !== keyLength) throw secretErrors.key_invalid('A master key must have 32 bytes')
    current = next.current
    byId = new Map(all.map((key) => [key.id, key]))
  }
  replace(keys)

  const keyOf = (id: string): MasterKey => {
    const known = byId.get(id)
    if (known !== undefined) return known
    const reloaded = reload?.()
    if (reloaded !== undefined) replace(reloaded)
    const found = byId.get(id)
    if (found !== undefined) return found
    throw secretErrors.key_unknown(`A stored secret is sealed with master key ${id}, which is not here`)
  }
  const wrap = (recordKey: Buffer, context: string): Buffer => {
    const id = Buffer.from(current.id)
    const boxed = box(current.key, recordKey, wrapContext(current.id, context))
    return Buffer.concat([Buffer.from([formatVersion, id.length]), id, boxed])
  }
  const unwrap = (sealed: Buffer, context: string): { recordKey: Buffer; content: Buffer; keyId: string } => {
    const { keyId, boxedKey, content } = takeApart(sealed)
    const recordKey = unbox(keyOf(keyId).key, boxedKey, wrapContext(keyId, context))
    return { recordKey, content, keyId }
  }

  return {
    get currentId() {
      return current.id
    },
    seal(text, context) {
      const recordKey = randomBytes(keyLength)
      return Buffer.concat([wrap(recordKey, context), box(recordKey, Buffer.from(text), context)])
    },
    open(sealed, context) {
      const { recordKey, content } = unwrap(Buffer.from(sealed), context)
      return unbox(recordKey, content, context).toString()
    },
    rewrap(sealed, context) {
      const { recordKey, content, keyId } = unwrap(Buffer.from(sealed), context)
      return keyId === current.id ? undefined : Buffer.concat([wrap(recordKey, context), content])
    },
    replace,
  }
}

const wrapContext = (keyId: string, context: string): string => `record key of ${context} by ${keyId}`

function takeApart(sealed: Buffer): { keyId: string; boxedKey: Buffer; content: Buffer } {
  const idLength = sealed[1]
  if (sealed[0] !== formatVersion || idLength === undefined)
    throw secretErrors.cannot_open('A stored secret is in no known format')
  const keyStart = 2 + idLength
  return {
    keyId: sealed.subarray(2, keyStart).toString(),
    boxedKey: sealed.subarray(keyStart, keyStart + boxedKeyLength),
    content: sealed.subarray(keyStart + boxedKeyLength),
  }
}

function box(key: Buffer, plain: Buffer, context: string): Buffer {
  const nonce = randomBytes(nonceLength)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(context))
  const content = Buffer.concat([cipher.update(plain), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), content])
}

function unbox(key: Buffer, boxed: Buffer, context: string): Buffer {
  if (boxed.length < nonceLength + tagLength) throw secretErrors.cannot_open('A stored secret is cut short')
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, boxed.subarray(0, nonceLength), {
      authTagLength: tagLength,
    })
      .setAAD(Buffer.from(context))
      .setAuthTag(boxed.subarray(nonceLength, nonceLength + tagLength))
    return Buffer.concat([decipher.update(boxed.subarray(nonceLength + tagLength)), decipher.final()])
  } catch (cause) {
    throw secretErrors.cannot_open('A stored secret does not open with its key at this place', { cause })
  }
}
