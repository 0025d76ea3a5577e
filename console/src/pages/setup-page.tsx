import { Stepper, Text, Title } from '@mantine/core'
import { useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { sessionQuery } from '../data/session.ts'
import { useDocumentTitle } from '../parts/page-header.tsx'
import { AddressStep } from './setup/address-step.tsx'
import { FrontPage } from './setup/front-page.tsx'
import { OwnerStep } from './setup/owner-step.tsx'
import { SourceStep } from './setup/source-step.tsx'

/** From the printed link to the first sync in three steps. Comes back to where it was left. */
export function SetupPage() {
  const { data: session } = useSuspenseQuery(sessionQuery)
  const [addressDone, setAddressDone] = useState(false)
  const step = session.state !== 'signed_in' ? 0 : addressDone ? 2 : 1
  useDocumentTitle('Set up')
  return (
    <FrontPage>
      <Title order={1} fz="1.7rem" style={{ letterSpacing: '-0.02em' }}>
        Welcome to {session.brand}
      </Title>
      <Text c="dimmed" mt={4} mb="xl">
        Three short steps, then your statistics.
      </Text>
      <Stepper active={step} size="sm" iconSize={32} mb="xl" aria-label="Progress">
        <Stepper.Step label="You" />
        <Stepper.Step label="Address" />
        <Stepper.Step label="Data" />
      </Stepper>
      <div key={step} className="appear">
        {step === 0 && <OwnerStep />}
        {step === 1 && <AddressStep onDone={() => setAddressDone(true)} />}
        {step === 2 && <SourceStep onBack={() => setAddressDone(false)} />}
      </div>
    </FrontPage>
  )
}
