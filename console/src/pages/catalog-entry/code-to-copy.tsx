import type { CatalogEntry, OperationDefinition } from '@causeway/hub/contract'
import { SegmentedControl, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { settingsQuery } from '../../data/session.ts'
import { CodeBlock } from '../../parts/code-block.tsx'
import { Panel } from '../../parts/panel.tsx'
import { type CallFile, chosenFiles, fileFieldsOf } from './call-files.ts'
import { callCode, type CodeForm } from './call-code.ts'
import { callValuesOf, type FormValues } from './form-schema.ts'

const forms: { value: CodeForm; label: string; explanation: string }[] = [
  { value: 'curl', label: 'curl', explanation: 'Through this hub, in the CRM’s own shapes' },
  { value: 'fetch', label: 'fetch', explanation: 'In a browser or Node, through this hub' },
  { value: 'sdk', label: 'SDK', explanation: 'The CRM’s own SDK: only its address and token are this hub’s' },
  { value: 'cli', label: 'CLI', explanation: 'With this hub’s own command' },
]

type CodeToCopyProps = {
  entry: CatalogEntry
  definition: OperationDefinition
  values: FormValues
  files: CallFile[]
  locationId: string | undefined
}

/** The call that the form describes, as code that runs once a key is put in. */
export function CodeToCopy({ entry, definition, values, files, locationId }: CodeToCopyProps) {
  const [form, setForm] = useState<CodeForm>('curl')
  const { data: settings } = useQuery(settingsQuery)
  const code = callCode({
    hubUrl: settings?.publicUrl ?? window.location.origin,
    apiKey: 'YOUR_API_KEY',
    entryId: entry.id,
    definition,
    values: callValuesOf(values),
    files: filesToName(definition, files),
    locationId,
    needsConfirm: entry.isDestructive || entry.costsMoney,
  })
  const offered = forms.filter(({ value }) => code[value] !== undefined)
  const shown = offered.find(({ value }) => value === form) ?? offered[0]
  return (
    <Panel
      title="Code to copy"
      actions={
        <SegmentedControl
          size="xs"
          aria-label="Form of the code"
          value={shown?.value ?? 'curl'}
          onChange={(value) => setForm(value)}
          data={offered.map(({ value, label }) => ({ value, label }))}
          data-testid="code-form"
        />
      }
    >
      {shown !== undefined && (
        <>
          <Text size="xs" c="dimmed" mb={8}>
            {shown.explanation}
          </Text>
          <CodeBlock label={`Code with ${shown.label}`} code={code[shown.value] ?? ''} />
        </>
      )}
    </Panel>
  )
}

/** The chosen files by name; while none is chosen, where one would be. */
function filesToName(definition: OperationDefinition, files: CallFile[]) {
  const chosen = chosenFiles(files).map(({ field, file }) => ({ field, name: file.name }))
  if (chosen.length > 0) return chosen
  return fileFieldsOf(definition)
    .slice(0, 1)
    .map(({ name }) => ({ field: name, name: 'path/to/file' }))
}
