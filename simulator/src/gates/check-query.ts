import type { Operation } from '@causeway/spec'

/** What is wrong with a query: unknown names, missing ones, values that are not allowed. */
export function findQueryProblems(operation: Operation, query: Record<string, string | undefined>): string[] {
  const declared = operation.parameters.filter((parameter) => parameter.in === 'query')
  // An operation without query parameters has no DTO for them, so nothing looks at them.
  if (declared.length === 0) return []
  const bare = new Map(Object.entries(query).map(([name, value]) => [name.replace(/\[\d*\]$/, ''), value]))
  const known = new Set(declared.map(({ name }) => name.replace(/\[\]$/, '')))
  const unknown = [...bare.keys()].filter((name) => !known.has(name))
  const problems = declared.flatMap(({ name: declaredName, required, schema }) => {
    const name = declaredName.replace(/\[\]$/, '')
    const value = bare.get(name)
    if (value === undefined || value === '') return required ? [`${name} should not be empty`] : []
    const isAllowed = !schema.enum || schema.enum.some((one) => String(one) === value)
    return isAllowed ? [] : [`${name} must be one of the following values: ${schema.enum?.join(', ')}`]
  })
  return [...unknown.map((name) => `property ${name} should not exist`), ...problems]
}
