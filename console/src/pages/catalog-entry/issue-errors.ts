import { isRecord } from './form-schema.ts'

type Errors = { __errors?: string[] } & { [name: string]: Errors | string[] | undefined }

/** An issue of a refused call: where, as a path in any usual notation, and what is wrong. */
type Issue = { path: string[]; message: string }

/** What `details.issues` of a problem says, as the form wants it: each message at its field. */
export function issueErrors(details: Record<string, unknown> | undefined): Errors {
  const errors: Errors = {}
  for (const { path, message } of readIssues(details)) {
    let place = errors
    for (const name of path) place = (place[name] ??= {}) as Errors
    ;(place.__errors ??= []).push(message)
  }
  return errors
}

function readIssues(details: Record<string, unknown> | undefined): Issue[] {
  const issues = details?.['issues']
  if (!Array.isArray(issues)) return []
  return issues.flatMap((issue: unknown) => {
    if (!isRecord(issue)) return []
    // The gateway speaks of fields and rules, the hub's own routes of paths and messages.
    const path = issue['field'] ?? issue['path']
    const message = issue['rule'] ?? issue['message']
    if (typeof message !== 'string') return []
    const example = issue['example'] === undefined ? '' : `, for example ${JSON.stringify(issue['example'])}`
    const parts = Array.isArray(path)
      ? path.map(String)
      : typeof path === 'string'
        ? path.split(/[./[\]]+/).filter((part) => part !== '')
        : []
    return parts.length === 0 ? [] : [{ path: parts, message: message + example }]
  })
}
