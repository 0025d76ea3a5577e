import { otherTitles } from '../../wording/other-titles.ts'
import type { Wording } from '../../wording/wording.types.ts'
import type { EntryFacts } from './entry-facts.types.ts'

/** How words of names are written, where not as they are; an empty one says nothing to a reader. */
const spellings: Readonly<Record<string, string>> = {
  adset: 'ad set',
  ai: 'AI',
  app: 'app',
  config: 'configuration',
  csv: 'CSV',
  email: 'e-mail',
  faq: 'FAQ',
  faqs: 'FAQs',
  followup: 'follow-up',
  instagram: 'Instagram',
  oauth: 'OAuth',
  saas: 'SaaS',
  sms: 'SMS',
  stats: 'statistics',
  text2pay: 'text-to-pay',
  url: 'URL',
  urls: 'URLs',
}

/** Networks that stand before the name of an operation. */
const networks: Readonly<Record<string, string>> = { fb: 'Facebook', google: 'Google', li: 'LinkedIn' }

/** First words of names that say what is done, where a reader would say it otherwise. */
const verbs: Readonly<Record<string, string>> = {
  clone: 'Copy',
  execute: 'Run',
  fetch: 'Get',
  patch: 'Change',
  purchase: 'Buy',
  update: 'Change',
  upsert: 'Create or change',
}
/** First words that say it as a reader would. */
const plainVerbs =
  /^(add|cancel|create|delete|disconnect|duplicate|find|generate|get|import|list|pause|preview|publish|remove|resume|schedule|search|send|set|void)$/

/** Words that end like a plural and stand for one thing, or for none that is counted. */
const uncounted = /(details|metadata|progress|settings|statistics|status)$/
const plural = /[^su]s$/

/** A readable title and a true sentence, made of an operation's name and facts. */
export function generateWording(entry: EntryFacts): Wording {
  const title = otherTitles[entry.id] ?? titleOf(readName(entry))
  return { title, summary: `${indicative(title)}${pages(entry)}.${warnings(entry)}` }
}

function titleOf({ verb, object, ending }: ReadName): string {
  return `${verb} ${object}${ending}`
}

/** `Create or change a product` -> `Creates or changes a product`. */
function indicative(title: string): string {
  return title
    .replace(/^\w+/, conjugate)
    .replace(/^(\w+ (?:and|or) )([a-z]+)/, (_, before: string, verb: string) => before + conjugate(verb))
}

function conjugate(verb: string): string {
  if (/(ch|sh|s)$/.test(verb)) return `${verb}es`
  return /[^aeou]y$/.test(verb) ? verb.replace(/y$/, 'ies') : `${verb}s`
}

interface ReadName {
  verb: string
  object: string
  ending: string
}

function readName(entry: EntryFacts): ReadName {
  const name = entry.id.slice(entry.module.length + 1)
  const isOldPath = name.endsWith('-deprecated')
  const words = name.replace(/-deprecated$/, '').split('-')
  const network = entry.module === 'ads' ? networks[words[0] ?? ''] : undefined
  const [first = '', ...rest] = network === undefined ? words : words.slice(1)
  const known =
    verbs[first] ??
    (plainVerbs.test(first) ? first.replace(/^./, (letter) => letter.toUpperCase()) : undefined)
  const object = readObject(known ? rest : [first, ...rest])
  const isList = entry.method === 'GET' && first !== 'search' && isPlural(object)
  const verb = isList ? 'List' : (known ?? 'Use')
  const ending = `${network === undefined ? '' : ` on ${network}`}${isOldPath ? ' (old path)' : ''}`
  return { verb, object: isPlural(object) ? object : withArticle(object), ending }
}

/** The words after the verb, without what the call's own parameters say already. */
function readObject(words: string[]): string {
  const said = words.join(' ').replace(/^all /, '')
  const plain = said.replace(/ by (id|location)(?= |$)/g, '').replace(/ for (product)$/, ' of a $1')
  return plain
    .split(' ')
    .map((word) => spellings[word] ?? word)
    .join(' ')
}

function isPlural(object: string): boolean {
  const head = object.split(/ (?:of|for|from|to|by) /)[0] ?? object
  return !uncounted.test(head) && plural.test(`${head.split(' ').at(-1)}`)
}

function withArticle(object: string): string {
  if (uncounted.test(object)) return object
  return `${/^([aeio]|u(?!se)|FAQ|SMS)/.test(object) ? 'an' : 'a'} ${object}`
}

function pages({ pagination }: EntryFacts): string {
  return pagination === null ? '' : ', page by page'
}

function warnings({ isDestructive, isDeprecated, costsMoney, tokenClasses }: EntryFacts): string {
  return [
    isDestructive ? ' It cannot be undone.' : '',
    costsMoney ? ' It costs money.' : '',
    isDeprecated ? ' The CRM advises against it.' : '',
    tokenClasses.length === 1 && tokenClasses[0] === 'company'
      ? ' It takes the connection of a company.'
      : '',
  ].join('')
}
