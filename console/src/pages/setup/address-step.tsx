import { Anchor, Button, Group, Skeleton, Stack, Text, TextInput, Title } from '@mantine/core'
import { IconArrowRight } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { settingsQuery, useChangeSettings } from '../../data/session.ts'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { publicUrlProblem, withoutTrailingSlash } from './public-url.ts'

/** Confirms where browsers and the CRM reach the hub. */
export function AddressStep({ onDone }: { onDone: () => void }) {
  const settings = useQuery(settingsQuery)
  if (settings.isPending) return <Skeleton h={220} radius="lg" />
  if (settings.isError)
    return <ProblemNotice error={settings.error} onRetry={() => void settings.refetch()} />
  return <AddressForm stored={settings.data.publicUrl} onDone={onDone} />
}

function AddressForm({ stored, onDone }: { stored: string; onDone: () => void }) {
  const [address, setAddress] = useState(stored)
  const change = useChangeSettings()
  const problem = publicUrlProblem(address)
  const here = window.location.origin
  const submit = (event: React.FormEvent) => {
    event.preventDefault()
    const publicUrl = withoutTrailingSlash(address)
    if (problem !== undefined) return
    if (publicUrl === stored) onDone()
    else change.mutate({ publicUrl }, { onSuccess: onDone })
  }
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <div>
          <Title order={2} fz="lg">
            Where is this hub reached?
          </Title>
          <Text size="sm" c="dimmed" mt={2}>
            After you consent, the CRM sends your browser back to this address. For a try on this machine the
            suggestion is right; behind a proxy or a domain, give the address people use.
          </Text>
        </div>
        <TextInput
          label="Public URL"
          type="url"
          value={address}
          onChange={(event) => setAddress(event.currentTarget.value)}
          error={problem}
          data-testid="public-url"
          autoFocus
        />
        {here !== withoutTrailingSlash(address) && (
          <Text size="sm" c="dimmed">
            You are looking at it on <b>{here}</b>.{' '}
            <Anchor component="button" type="button" size="sm" onClick={() => setAddress(here)}>
              Use that address
            </Anchor>
          </Text>
        )}
        {change.isError && <ProblemNotice error={change.error} title="The address was not saved" />}
        <Group justify="flex-end">
          <Button
            type="submit"
            size="md"
            loading={change.isPending}
            disabled={problem !== undefined}
            rightSection={<IconArrowRight size={18} />}
            data-testid="save-address"
          >
            Continue
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
