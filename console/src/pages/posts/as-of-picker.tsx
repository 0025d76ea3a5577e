import { Alert, Button, Popover, Stack, Text, TextInput } from '@mantine/core'
import { IconHistory } from '@tabler/icons-react'
import { useState } from 'react'
import { formatInstant } from '../../parts/format.ts'
import { localInputValue } from './local-input-value.ts'

type AsOfPickerProps = { asOf: string | undefined; onChange: (asOf: string | undefined) => void }

/** Chooses a moment; the list is then shown as the hub knew it at that moment. */
export function AsOfPicker({ asOf, onChange }: AsOfPickerProps) {
  const [opened, setOpened] = useState(false)
  const [typed, setTyped] = useState('')
  const moment = new Date(typed)
  const isValid = !Number.isNaN(moment.getTime()) && moment.getTime() <= Date.now()
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      onOpen={() => setTyped(localInputValue(asOf === undefined ? new Date() : new Date(asOf)))}
      position="bottom-end"
      shadow="lg"
      trapFocus
      returnFocus
    >
      <Popover.Target>
        <Button
          variant={asOf === undefined ? 'default' : 'light'}
          leftSection={<IconHistory size={16} stroke={1.7} />}
          onClick={() => setOpened((open) => !open)}
          data-testid="as-of"
        >
          As it was…
        </Button>
      </Popover.Target>
      <Popover.Dropdown maw={300}>
        <form
          onSubmit={(event) => {
            event.preventDefault()
            onChange(moment.toISOString())
            setOpened(false)
          }}
        >
          <Stack gap="sm">
            <Text size="sm" c="dimmed">
              Every version of every post is kept. Choose a moment to see the list as the hub knew it then.
            </Text>
            <TextInput
              type="datetime-local"
              label="Moment (your time)"
              value={typed}
              onChange={(event) => setTyped(event.currentTarget.value)}
              max={localInputValue(new Date())}
            />
            <Button type="submit" disabled={!isValid}>
              Show
            </Button>
          </Stack>
        </form>
      </Popover.Dropdown>
    </Popover>
  )
}

/** Says that the past is shown, and leads back. */
export function AsOfNotice({ asOf, onLeave }: { asOf: string; onLeave: () => void }) {
  return (
    <Alert color="yellow" variant="light" icon={<IconHistory />} py={10} data-testid="as-of-notice">
      You are looking at the posts as they were on <b>{formatInstant(asOf)}</b>.{' '}
      <Button size="compact-sm" variant="white" color="yellow" ml={8} onClick={onLeave}>
        Back to now
      </Button>
    </Alert>
  )
}
