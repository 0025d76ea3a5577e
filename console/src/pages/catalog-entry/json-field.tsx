import { Textarea } from '@mantine/core'
import type { FieldProps, FormContextType, RJSFSchema } from '@rjsf/utils'
import { useState } from 'react'

/** A value whose shape nobody published: written as JSON. */
export function JsonField<Values, Context extends FormContextType>(
  props: FieldProps<Values, RJSFSchema, Context>,
) {
  const { name, formData, fieldPathId, required, rawErrors, onChange, schema } = props
  const [text, setText] = useState(formData === undefined ? '' : JSON.stringify(formData, null, 2))
  const [isBroken, setBroken] = useState(false)
  const take = (typed: string) => {
    setText(typed)
    const parsed = readJson(typed, schema.type === undefined)
    setBroken(parsed === undefined && typed.trim() !== '')
    onChange(parsed as Values | undefined, fieldPathId.path)
  }
  const problem = isBroken ? 'This is not JSON yet.' : rawErrors?.join('\n')
  return (
    <Textarea
      id={fieldPathId.$id}
      label={name}
      required={required ?? false}
      description="As JSON"
      placeholder={schema.type === 'object' ? '{ "name": "value" }' : undefined}
      autosize
      minRows={2}
      maxRows={12}
      value={text}
      onChange={(event) => take(event.currentTarget.value)}
      error={problem}
      styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 12.5 } }}
    />
  )
}

/** The value, where any kind is allowed plain words too; undefined for what is not JSON. */
function readJson(text: string, takesWords: boolean): unknown {
  if (text.trim() === '') return undefined
  try {
    return JSON.parse(text) as unknown
  } catch {
    return takesWords && !/^[[{"]/.test(text.trim()) ? text : undefined
  }
}
