import { Text } from '@mantine/core'
import classes from './changed-values.module.css'
import { describeValue, fieldLabel } from './describe-value.ts'

type Fields = Record<string, unknown> | null

type ChangedValuesProps = {
  changed: string[]
  before: Fields
  after: Fields
  /** Words for a value, where ids stand for something with a name. */
  nameOf?: ((field: string, value: unknown) => string | undefined) | undefined
}

/** Field by field what was and what is, for two versions of a record. */
export function ChangedValues({ changed, before, after, nameOf }: ChangedValuesProps) {
  const words = (field: string, value: unknown) => nameOf?.(field, value) ?? describeValue(value)
  return (
    <dl className={classes.list}>
      {changed.map((field) => (
        <div key={field} className={classes.field}>
          <Text component="dt" size="xs" fw={600} c="dimmed">
            {fieldLabel(field)}
          </Text>
          <dd>
            {before !== null && before[field] !== undefined && before[field] !== null && (
              <del dir="auto">{words(field, before[field])}</del>
            )}
            <ins dir="auto">{words(field, after?.[field])}</ins>
          </dd>
        </div>
      ))}
    </dl>
  )
}
