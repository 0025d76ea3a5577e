import { Textarea } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import classes from './forms.module.css'

type JsonFieldProps = {
  label: ReactNode
  description?: ReactNode
  value: unknown
  onChange: (value: unknown) => void
  error?: ReactNode
  minRows?: number
}

/** Any value, written as JSON; texts in it may hold expressions. What is no JSON yet changes nothing. */
export function JsonField({ label, description, value, onChange, error, minRows = 4 }: JsonFieldProps) {
  const [text, setText] = useState(() => written(value))
  const [known, setKnown] = useState(value)
  const [isBroken, setBroken] = useState(false)
  // Changed elsewhere: by undo, or in the YAML.
  if (JSON.stringify(known) !== JSON.stringify(value)) {
    setKnown(value)
    setText(written(value))
    setBroken(false)
  }
  const take = (typed: string) => {
    setText(typed)
    const parsed = parse(typed)
    setBroken(parsed === undefined)
    if (parsed === undefined) return
    setKnown(parsed.value)
    onChange(parsed.value)
  }
  return (
    <Textarea
      label={label}
      description={description}
      value={text}
      onChange={(event) => take(event.currentTarget.value)}
      error={isBroken ? 'This is not JSON yet.' : error}
      autosize
      minRows={minRows}
      maxRows={18}
      spellCheck={false}
      classNames={{ input: classes.mono ?? '' }}
    />
  )
}

const written = (value: unknown) => (value === undefined ? '' : JSON.stringify(value, null, 2))

function parse(text: string): { value: unknown } | undefined {
  if (text.trim() === '') return { value: undefined }
  try {
    return { value: JSON.parse(text) as unknown }
  } catch {
    return undefined
  }
}
