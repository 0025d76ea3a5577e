import { Group, TextInput } from '@mantine/core'

type Retry = { attempts?: number; delay?: string; factor?: number; longest?: string }
type RetryFieldsProps = { value: unknown; onChange: (value: unknown) => void }

/** How often and how far apart a step is tried that fails in a way that may pass. */
export function RetryFields({ value, onChange }: RetryFieldsProps) {
  const retry = (value ?? {}) as Retry
  const set = (changes: { [Name in keyof Retry]: Retry[Name] | undefined }) => {
    const kept = Object.fromEntries(
      Object.entries({ ...retry, ...changes }).filter(([, one]) => one !== undefined && one !== ''),
    )
    onChange(Object.keys(kept).length === 0 ? undefined : kept)
  }
  return (
    <Group grow align="flex-start">
      <TextInput
        label="Tries in all"
        inputMode="numeric"
        placeholder="5"
        value={retry.attempts ?? ''}
        onChange={(event) => {
          const digits = event.currentTarget.value.replaceAll(/\D/g, '')
          set({ attempts: digits === '' ? undefined : Number(digits) })
        }}
      />
      <TextInput
        label="First pause"
        placeholder="5s"
        value={retry.delay ?? ''}
        onChange={(event) => set({ delay: event.currentTarget.value.trim() })}
      />
      <TextInput
        label="Longest pause"
        placeholder="1h"
        value={retry.longest ?? ''}
        onChange={(event) => set({ longest: event.currentTarget.value.trim() })}
      />
    </Group>
  )
}
