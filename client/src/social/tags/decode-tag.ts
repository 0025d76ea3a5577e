import type { ReportDrift } from '../../read-fields.ts'
import { readFields } from '../../read-fields.ts'
import type { Tag } from '../social.types.ts'

/** A tag, or undefined (reported) when it has no id to be known by. */
export function decodeTag(value: unknown, path: string, report: ReportDrift): Tag | undefined {
  const fields = readFields(value, path, report)
  const id = fields?.text('_id') ?? fields?.text('id')
  if (!fields || id === undefined) {
    if (fields) report(path, 'a tag without an id')
    return undefined
  }
  return {
    id,
    name: fields.text('tag') ?? fields.text('name') ?? '',
    locationId: fields.text('locationId'),
    createdBy: fields.text('createdBy'),
    isDeleted: fields.flag('deleted') ?? false,
    createdAt: fields.instant('createdAt'),
    updatedAt: fields.instant('updatedAt'),
    raw: fields.raw,
  }
}
