import type { ReportDrift } from '../../read-fields.ts'
import { readFields } from '../../read-fields.ts'
import type { Category } from '../social.types.ts'

/** A category, or undefined (reported) when it has no id to be known by. */
export function decodeCategory(value: unknown, path: string, report: ReportDrift): Category | undefined {
  const fields = readFields(value, path, report)
  const id = fields?.text('_id') ?? fields?.text('id')
  if (!fields || id === undefined) {
    if (fields) report(path, 'a category without an id')
    return undefined
  }
  return {
    id,
    name: fields.text('name') ?? '',
    primaryColor: fields.text('primaryColor'),
    secondaryColor: fields.text('secondaryColor'),
    locationId: fields.text('locationId'),
    createdBy: fields.text('createdBy'),
    isDeleted: fields.flag('deleted') ?? false,
    createdAt: fields.instant('createdAt'),
    updatedAt: fields.instant('updatedAt'),
    raw: fields.raw,
  }
}
