import { cliErrors } from './cli.errors.ts'

/** Where a value of a call goes. */
export type Place = 'path' | 'query' | 'body'

/** One `key=value` of a command line. */
export interface Assignment {
  /** As it was typed, for messages. */
  word: string
  /** Named by a prefix (`body:name=…`); undefined: the operation's definition says. */
  place: Place | undefined
  /** `a.b.c` without place, `[]` and value. */
  key: string
  /** `key[]=x`: one more item of a list. */
  isItem: boolean
  /** Text to be read by the field's schema, or a value that is taken as it is (`key:=json`). */
  value: { text: string } | { json: unknown }
}

const shape = /^(?:(?<place>path|query|body):(?!=))?(?<key>[^=]+?)(?<list>\[\])?(?<raw>:)?=(?<text>.*)$/s

/**
 * Reads `key=value`, `a.b=value`, `list[]=item`, `key:=json`, each also behind `path:`, `query:` or `body:`.
 * @throws `cli.usage`
 */
export function parseAssignment(word: string): Assignment {
  const parts = shape.exec(word)?.groups
  if (parts === undefined)
    throw cliErrors.usage(`"${word}" is no key=value`, {
      hint: 'Write key=value, a.b=value for nested fields, list[]=item, or key:=json for other JSON values.',
    })
  const { place, key = '', list, raw, text = '' } = parts
  if (key.split('.').some((name) => name === '' || name === '__proto__'))
    throw cliErrors.usage(`"${key}" cannot be the name of a field`)
  return {
    word,
    place: place as Place | undefined,
    key,
    isItem: list !== undefined,
    value: raw === undefined ? { text } : { json: parseJson(text, key) },
  }
}

function parseJson(text: string, key: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw cliErrors.usage(`What follows "${key}:=" is not JSON: ${text}`, {
      cause,
      hint: `Use ${key}=${text} for text. JSON needs quotes of its own: ${key}:='"text"', ${key}:='[1, 2]'.`,
    })
  }
}
