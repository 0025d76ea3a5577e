import { Button, Modal, Radio, Stack } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconFlask, IconKey, IconPlugConnected, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { appsQuery, useInstall } from '../../data/connections.ts'
import { useSession } from '../../data/session.ts'
import { ChoiceCard } from '../../parts/choice-card.tsx'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { AppForm } from './app-form.tsx'
import { PrivateTokenForm } from './private-token-form.tsx'

const returnTo = '/console/connections'

/** Every way to connect: an app the hub knows, a new one, the simulator, or a private token. */
export function AddConnection({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title="Add a connection"
      size="lg"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Choices onClose={onClose} />
    </Modal>
  )
}

function Choices({ onClose }: { onClose: () => void }) {
  const hasSimulator = useSession()?.hasSimulator ?? false
  const { data: apps = [] } = useQuery(appsQuery)
  const knowsSimulator = apps.some(({ environment }) => environment === 'simulator')
  const [chosen, setChosen] = useState('')
  const install = useInstall()
  const connected = () => {
    notifications.show({ color: 'teal', title: 'Connected', message: 'The first records are on their way.' })
    onClose()
  }
  return (
    <Stack>
      <Radio.Group value={chosen} onChange={setChosen} aria-label="How to connect">
        <Stack gap={10}>
          {apps.map((app) => (
            <ChoiceCard
              key={app.id}
              value={app.id}
              title={app.environment === 'simulator' ? 'The simulator' : app.name}
              description={
                app.environment === 'simulator'
                  ? 'Choose more of its companies and locations.'
                  : 'Consent again, for more companies or locations.'
              }
              icon={
                app.environment === 'simulator' ? <IconFlask size={20} /> : <IconPlugConnected size={20} />
              }
            />
          ))}
          {hasSimulator && !knowsSimulator && (
            <ChoiceCard
              value="simulator"
              title="The simulator"
              description="A CRM on your machine with lively data. No account needed."
              icon={<IconFlask size={20} />}
            />
          )}
          <ChoiceCard
            value="app"
            title="A new CRM app"
            description="With the client id and secret of a marketplace app."
            icon={<IconPlus size={20} />}
          />
          <ChoiceCard
            value="token"
            title="A private token"
            description="One location, with a private integration token made in its settings."
            icon={<IconKey size={20} />}
          />
        </Stack>
      </Radio.Group>
      {chosen === 'app' && <AppForm returnTo={returnTo} />}
      {chosen === 'token' && <PrivateTokenForm onConnected={connected} />}
      {chosen !== '' && chosen !== 'app' && chosen !== 'token' && (
        <>
          {install.isError && <ProblemNotice error={install.error} title="The install did not start" />}
          <Button
            loading={install.isPending}
            onClick={() =>
              install.mutate({
                app: chosen === 'simulator' ? { environment: 'simulator' } : { id: chosen },
                returnTo,
              })
            }
          >
            Go to the consent page
          </Button>
        </>
      )}
    </Stack>
  )
}
