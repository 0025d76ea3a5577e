import { SegmentedControl, Text } from '@mantine/core'
import { useState } from 'react'
import { CodeBlock } from '../../parts/code-block.tsx'
import { Panel } from '../../parts/panel.tsx'
import { sampleNames, verifySamples } from './verify-samples.ts'

/** How a receiver knows that a delivery is genuine. */
export function VerifyPanel() {
  const [shown, setShown] = useState(sampleNames[0]!)
  return (
    <Panel
      title="Verify what arrives"
      description="Deliveries are signed by the rules of Standard Webhooks"
      actions={
        <SegmentedControl
          size="xs"
          aria-label="Language of the sample"
          value={shown}
          onChange={(value) => setShown(sampleNames.find((name) => name === value) ?? shown)}
          data={sampleNames.map((value) => ({ value, label: verifySamples[value].label }))}
        />
      }
    >
      <CodeBlock label={`Receiver in ${verifySamples[shown].label}`} code={verifySamples[shown].code} />
      <Text size="sm" c="dimmed" mt="sm">
        Answer with 2xx within 15 seconds and work afterwards. What fails is tried ten times over about three
        days. An event may arrive twice: its <code>webhook-id</code> stays the same, so keep those you have
        seen.
      </Text>
    </Panel>
  )
}
