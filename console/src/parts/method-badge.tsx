import { Badge } from '@mantine/core'

const colours: Record<string, string> = {
  GET: 'blue',
  POST: 'teal',
  PUT: 'orange',
  PATCH: 'orange',
  DELETE: 'red',
}

/** The HTTP method of an operation, in the colour people know it by. */
export function MethodBadge({ method }: { method: string }) {
  return (
    <Badge size="sm" color={colours[method] ?? 'gray'} w={62} px={4} ff="monospace" fz={10}>
      {method}
    </Badge>
  )
}
