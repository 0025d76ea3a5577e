import type { Fields } from './generic.types.ts'
import { isFields } from './read-fields.ts'

/** Parameters that choose among things by a field of the same name, and those that search their texts. */
const searchNames = ['query', 'search', 'searchTerm', 'q', 'name']
const choiceNames = ['status', 'type', 'parentId', 'contactId', 'calendarId', 'knowledgeBaseId', 'agentId']

/** Whether a list that is asked for in these words holds the item. */
export function isAskedFor(item: unknown, asked: Fields): boolean {
  if (!isFields(item)) return true
  const isChosen = choiceNames.every((name) => {
    const wanted = asked[name]
    const has = item[name]
    return typeof wanted !== 'string' || wanted === '' || typeof has !== 'string' || has === wanted
  })
  if (!isChosen) return false
  const text = searchNames.map((name) => asked[name]).find((one) => typeof one === 'string' && one !== '')
  if (typeof text !== 'string') return true
  const sought = text.toLowerCase()
  return Object.values(item).some(
    (value) => typeof value === 'string' && value.toLowerCase().includes(sought),
  )
}
