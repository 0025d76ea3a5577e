import type { TagDetailsFields } from '@causeway/hub/contract'
import { Alert, Button, Group, Text } from '@mantine/core'
import { IconArrowsDiff } from '@tabler/icons-react'
import { describeValue, fieldLabel } from '../../parts/describe-value.ts'
import { differingFields } from './details-draft.ts'
import classes from './tags.module.css'

type DetailsConflictProps = {
  mine: TagDetailsFields
  theirs: TagDetailsFields
  theirVersion: number
  onKeepMine: () => void
  onTakeTheirs: () => void
}

/** Somebody saved while this was being edited: both are shown, and a person decides. */
export function DetailsConflict({
  mine,
  theirs,
  theirVersion,
  onKeepMine,
  onTakeTheirs,
}: DetailsConflictProps) {
  const fields = differingFields(mine, theirs)
  return (
    <Alert
      color="yellow"
      icon={<IconArrowsDiff />}
      title="Somebody else saved first"
      role="alert"
      data-testid="details-conflict"
    >
      <Text size="sm">
        Version {theirVersion} was stored while you were editing. Nothing of yours is lost: choose what shall
        stay.
      </Text>
      <table className={classes.conflict}>
        <thead>
          <tr>
            <th scope="col">Field</th>
            <th scope="col">Yours</th>
            <th scope="col">Theirs</th>
          </tr>
        </thead>
        <tbody>
          {fields.map((field) => (
            <tr key={field}>
              <th scope="row">{fieldLabel(field)}</th>
              <td dir="auto">{describeValue(mine[field])}</td>
              <td dir="auto">{describeValue(theirs[field])}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <Group mt="sm" gap="xs">
        <Button size="xs" onClick={onKeepMine} data-testid="keep-mine">
          Save mine over it
        </Button>
        <Button size="xs" variant="default" onClick={onTakeTheirs} data-testid="take-theirs">
          Take theirs
        </Button>
      </Group>
    </Alert>
  )
}
