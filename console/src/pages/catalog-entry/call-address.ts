import type { OperationDefinition } from '@causeway/hub/contract'

/** Where an operation is called at: its path with the values in it. What was not filled in stays to be seen. */
export function callAddress(
  { path: template }: Pick<OperationDefinition, 'path'>,
  { path, query }: { path: Record<string, string>; query: Record<string, unknown> },
): string {
  const filled = template.replaceAll(/\{([^}]+)\}/g, (whole, name: string) =>
    path[name] === undefined ? whole : encodeURIComponent(path[name]),
  )
  const search = new URLSearchParams(
    Object.entries(query).flatMap(([name, value]) =>
      [value]
        .flat()
        .map((one): [string, string] => [name, typeof one === 'string' ? one : JSON.stringify(one)]),
    ),
  ).toString()
  return filled + (search === '' ? '' : `?${search}`)
}
