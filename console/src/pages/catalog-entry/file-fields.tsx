import { ActionIcon, Button, FileInput, Group, TextInput } from '@mantine/core'
import { IconPaperclip, IconPlus, IconX } from '@tabler/icons-react'
import type { CallFile, FileField } from './call-files.ts'
import classes from './entry.module.css'

type FileFieldsProps = {
  /** Fields the operation publishes; none: each file gets a name. */
  fields: FileField[]
  files: CallFile[]
  /** What is wrong, by row. */
  problems: ReadonlyMap<number, string>
  onChange: (files: CallFile[]) => void
}

/** The files of a form: chosen here, sent with its fields. */
export function FileFields({ fields, files, problems, onChange }: FileFieldsProps) {
  const isNamed = fields.length > 0
  const change = (row: number, changes: Partial<CallFile>) =>
    onChange(files.map((one, index) => (index === row ? { ...one, ...changes } : one)))
  return (
    <fieldset className={classes.section} data-testid="files">
      <legend className={classes.sectionTitle}>{files.length === 1 ? 'A file' : 'Files'}</legend>
      {files.map((one, row) =>
        isNamed ? (
          <FileChoice
            key={one.field}
            label={one.field}
            isNeeded={fields.some(({ name, isNeeded }) => name === one.field && isNeeded)}
            chosen={one}
            problem={problems.get(row)}
            onChoose={(file) => change(row, { file })}
          />
        ) : (
          <Group key={row} gap="sm" align="start" wrap="nowrap">
            <TextInput
              label="Name of the field"
              value={one.field}
              onChange={(event) => change(row, { field: event.currentTarget.value })}
              error={problems.get(row)}
              style={{ flex: 1 }}
            />
            <FileChoice
              label="File"
              isNeeded={false}
              chosen={one}
              onChoose={(file) => change(row, { file })}
            />
            {files.length > 1 && (
              <ActionIcon
                variant="subtle"
                color="gray"
                mt={26}
                aria-label={`Leave out file ${row + 1}`}
                onClick={() => onChange(files.filter((_, index) => index !== row))}
              >
                <IconX size={16} />
              </ActionIcon>
            )}
          </Group>
        ),
      )}
      {!isNamed && (
        <Button
          size="compact-sm"
          variant="subtle"
          leftSection={<IconPlus size={14} />}
          onClick={() => onChange([...files, { field: '', file: null }])}
          style={{ justifySelf: 'start' }}
        >
          Another file
        </Button>
      )}
    </fieldset>
  )
}

type FileChoiceProps = {
  label: string
  isNeeded: boolean
  chosen: CallFile
  problem?: string | undefined
  onChoose: (file: File | null) => void
}
const FileChoice = ({ label, isNeeded, chosen, problem, onChoose }: FileChoiceProps) => (
  <FileInput
    label={label}
    required={isNeeded}
    placeholder="Choose a file"
    leftSection={<IconPaperclip size={16} stroke={1.7} />}
    clearable
    clearButtonProps={{ 'aria-label': 'Choose none' }}
    value={chosen.file}
    onChange={onChoose}
    error={problem}
    style={{ flex: 1, minWidth: 0 }}
    fileInputProps={{ 'aria-label': label }}
  />
)
