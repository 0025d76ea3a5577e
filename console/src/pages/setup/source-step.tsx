import { Button, Group, Radio, Stack, Text, Title } from '@mantine/core'
import { IconArrowLeft, IconFlask, IconKey, IconPlugConnected } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useInstall } from '../../data/connections.ts'
import { useSession } from '../../data/session.ts'
import { ChoiceCard } from '../../parts/choice-card.tsx'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { AppForm } from '../connections/app-form.tsx'
import { PrivateTokenForm } from '../connections/private-token-form.tsx'

const returnTo = '/console/welcome'

/** Chooses where data comes from, and goes to its consent page. */
export function SourceStep({ onBack }: { onBack: () => void }) {
  const hasSimulator = useSession()?.hasSimulator ?? false
  const [source, setSource] = useState(hasSimulator ? 'simulator' : 'app')
  const navigate = useNavigate()
  return (
    <Stack>
      <div>
        <Title order={2} fz="lg">
          Bring data in
        </Title>
        <Text size="sm" c="dimmed" mt={2}>
          You can add more connections later.
        </Text>
      </div>
      <Radio.Group value={source} onChange={setSource} aria-label="Where data comes from">
        <Stack gap={10}>
          {hasSimulator && (
            <ChoiceCard
              value="simulator"
              title="Try with the simulator"
              description="A CRM on your machine with a dozen locations and over a year of lively data. No account needed."
              icon={<IconFlask size={20} />}
              badge="Recommended"
            />
          )}
          <ChoiceCard
            value="app"
            title="Connect your CRM app"
            description="With the client id and secret of your marketplace app; you then choose what to share."
            icon={<IconPlugConnected size={20} />}
          />
          <ChoiceCard
            value="token"
            title="Use a private token"
            description="One location, with a private integration token made in its settings."
            icon={<IconKey size={20} />}
          />
        </Stack>
      </Radio.Group>
      <div key={source} className="appear">
        {source === 'simulator' && <SimulatorStart />}
        {source === 'app' && <AppForm returnTo={returnTo} />}
        {source === 'token' && <PrivateTokenForm onConnected={() => void navigate({ to: '/welcome' })} />}
      </div>
      <Group>
        <Button variant="subtle" color="gray" leftSection={<IconArrowLeft size={16} />} onClick={onBack}>
          Back
        </Button>
      </Group>
    </Stack>
  )
}

function SimulatorStart() {
  const install = useInstall()
  return (
    <Stack>
      {install.isError && <ProblemNotice error={install.error} title="The install did not start" />}
      <Button
        size="md"
        loading={install.isPending}
        onClick={() => install.mutate({ app: { environment: 'simulator' }, returnTo })}
        data-testid="start-simulator"
      >
        Go to the simulator&rsquo;s consent page
      </Button>
    </Stack>
  )
}
