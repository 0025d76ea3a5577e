import { Textarea } from '@mantine/core'

type CodeProps = { label: string; description?: string; value: string; onChange: (text: string) => void }

/** A source of several lines. */
export function Code({ label, description, value, onChange }: CodeProps) {
  return (
    <Textarea
      label={label}
      description={description}
      value={value}
      autosize
      minRows={2}
      maxRows={12}
      spellCheck={false}
      onChange={(event) => onChange(event.currentTarget.value)}
      styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 12.5 } }}
    />
  )
}
