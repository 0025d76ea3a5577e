import type { HubSettings } from '@causeway/hub/contract'
import { Button, Group, Skeleton, Stack, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { settingsQuery, useChangeSettings } from '../data/session.ts'
import { CopyField } from '../parts/copy-field.tsx'
import { PageHeader } from '../parts/page-header.tsx'
import { Panel } from '../parts/panel.tsx'
import { ProblemNotice } from '../parts/problem-notice.tsx'
import { publicUrlProblem, withoutTrailingSlash } from './setup/public-url.ts'

/** What can be changed while the hub runs, and the addresses to register elsewhere. */
export function SettingsPage() {
  const settings = useQuery(settingsQuery)
  return (
    <Stack gap="md" maw={760}>
      <PageHeader title="Settings" description="Where this hub is reached, and what it is called" />
      {settings.isPending && <Skeleton h={260} radius="lg" role="status" aria-label="Loading settings" />}
      {settings.isError && <ProblemNotice error={settings.error} onRetry={() => void settings.refetch()} />}
      {settings.data !== undefined && (
        <>
          <SettingsForm settings={settings.data} />
          <Panel
            title="Addresses for your CRM app"
            description="Register these in the app’s settings in the marketplace"
          >
            <Stack gap="sm">
              <CopyField label="Redirect URI" value={settings.data.redirectUri} />
              <CopyField label="Webhook URL" value={settings.data.webhookUrl} />
              {settings.data.simulatorUrl !== null && (
                <CopyField
                  label="Simulator"
                  description="Its admin page, under /admin, makes tags and posts, moves the clock and switches faults."
                  value={settings.data.simulatorUrl}
                />
              )}
            </Stack>
          </Panel>
        </>
      )}
    </Stack>
  )
}

function SettingsForm({ settings }: { settings: HubSettings }) {
  const [publicUrl, setPublicUrl] = useState(settings.publicUrl)
  const [brand, setBrand] = useState(settings.brand)
  const change = useChangeSettings()
  const urlProblem = publicUrlProblem(publicUrl)
  const brandProblem = brand.trim() === '' ? 'A name of one to sixty characters.' : undefined
  const isChanged = withoutTrailingSlash(publicUrl) !== settings.publicUrl || brand.trim() !== settings.brand
  return (
    <Panel title="This hub">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          change.mutate(
            { publicUrl: withoutTrailingSlash(publicUrl), brand: brand.trim() },
            {
              onSuccess: () =>
                notifications.show({ color: 'teal', title: 'Saved', message: 'The settings are in use.' }),
            },
          )
        }}
      >
        <Stack>
          <TextInput
            label="Public URL"
            description="Where browsers and the CRM reach this hub."
            value={publicUrl}
            onChange={(event) => setPublicUrl(event.currentTarget.value)}
            error={urlProblem}
          />
          <TextInput
            label="Name"
            description="Shown to people instead of the product’s."
            maxLength={60}
            value={brand}
            onChange={(event) => setBrand(event.currentTarget.value)}
            error={brandProblem}
          />
          {change.isError && <ProblemNotice error={change.error} title="The settings were not saved" />}
          <Group justify="flex-end">
            <Button
              type="submit"
              loading={change.isPending}
              disabled={!isChanged || urlProblem !== undefined || brandProblem !== undefined}
            >
              Save
            </Button>
          </Group>
        </Stack>
      </form>
    </Panel>
  )
}
