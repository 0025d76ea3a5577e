import { SegmentedControl, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { settingsQuery } from '../../data/session.ts'
import { CodeBlock } from '../../parts/code-block.tsx'
import { Panel } from '../../parts/panel.tsx'
import { useCurrentLocation } from '../../shell/current-location.ts'
import classes from './api-keys.module.css'
import { codeSamples } from './code-samples.ts'

/** The four routes of the hub in the words of a terminal and of a program. */
export function CodeSamples({ apiKey }: { apiKey: string | undefined }) {
  const [form, setForm] = useState<'curl' | 'fetch'>('curl')
  const { data: settings } = useQuery(settingsQuery)
  const location = useCurrentLocation()
  const samples = codeSamples(
    settings?.publicUrl ?? window.location.origin,
    location?.id ?? 'LOCATION_ID',
    apiKey ?? 'YOUR_API_KEY',
  )
  return (
    <Panel
      title="Use it"
      description={location === undefined ? undefined : <>Filled in for {location.name}</>}
      actions={
        <SegmentedControl
          size="xs"
          aria-label="Form of the samples"
          value={form}
          onChange={(value) => setForm(value === 'fetch' ? 'fetch' : 'curl')}
          data={[
            { value: 'curl', label: 'curl' },
            { value: 'fetch', label: 'fetch' },
          ]}
        />
      }
    >
      <div className={classes.samples}>
        {samples.map((sample) => (
          <div key={sample.name} style={{ minWidth: 0 }}>
            <Text component="h3" fw={600} size="sm" m={0}>
              {sample.name}
            </Text>
            <Text size="xs" c="dimmed" mb={8}>
              {sample.explanation}
            </Text>
            <CodeBlock label={`${sample.name} with ${form}`} code={sample[form]} />
          </div>
        ))}
      </div>
    </Panel>
  )
}
