import { describe, expect, it } from 'vitest'
import { checkDefinition } from '../definition/check-definition.ts'
import { fillTemplate, listTemplates, readParameters } from './load-templates.ts'

const given: Record<string, unknown> = { url: 'https://chat.example/hook', text: 'x', tag: 'x' }

describe('templates', () => {
  it('are the three of the promise, on by default, and more', () => {
    const defaults = listTemplates().filter(({ isDefault }) => isDefault)
    expect(defaults.map(({ key }) => key).toSorted()).toEqual([
      'keep-tag-details',
      'keep-tags-of-posts',
      'pull-statistics',
    ])
    expect(listTemplates().length).toBeGreaterThanOrEqual(15)
  })

  it.each(listTemplates().map((template) => [template.key, template] as const))(
    '%s gives a definition without mistakes',
    (_key, template) => {
      const values = Object.fromEntries(
        Object.entries(template.parameters).flatMap(([name, { type, default: usual }]) =>
          usual === undefined ? [[name, given[type]]] : [],
        ),
      )
      const { params, issues } = readParameters(template, values)
      expect(issues).toEqual([])
      const checked = checkDefinition(fillTemplate(template, params, undefined), new Date())
      expect(checked.issues).toEqual([])
    },
  )

  it('ask for what they need', () => {
    const template = listTemplates().find(({ key }) => key === 'announce-failed-posts')!
    expect(readParameters(template, {}).issues).toMatchObject([{ path: 'parameters.url' }])
    expect(readParameters(template, { url: 'ftp://x', more: 1 }).issues).toHaveLength(2)
  })
})
