import { ActionIcon, Combobox, Text, Textarea, TextInput, Tooltip, useCombobox } from '@mantine/core'
import { IconBraces } from '@tabler/icons-react'
import { type KeyboardEvent, type ReactNode, useMemo, useRef, useState } from 'react'
import { useBuilder } from '../builder/builder-context.ts'
import classes from './forms.module.css'
import { completionsFor, hasExpression, pathBeforeCaret, shortly } from './sample-paths.ts'
import { usePreview } from './use-preview.ts'

type ExpressionFieldProps = {
  label: ReactNode
  /** Said instead of the label, where that is not plain words. */
  ariaLabel?: string
  value: string
  onChange: (value: string) => void
  /** The step the expression is in: it reads what comes before. */
  stepId?: string | undefined
  description?: ReactNode
  placeholder?: string
  error?: ReactNode
  isRequired?: boolean
  isMultiline?: boolean
  /** The whole text is a path: completed without braces. */
  isPath?: boolean
  id?: string
  testId?: string
}

/** Text that may hold `{{ expressions }}`: completed from sample data, with what it becomes below. */
export function ExpressionField(props: ExpressionFieldProps) {
  const { value, onChange, stepId, isMultiline = false, isPath = false, error } = props
  const { pathsFor } = useBuilder()
  const input = useRef<HTMLInputElement & HTMLTextAreaElement>(null)
  const [caret, setCaret] = useState(0)
  const [isFocused, setFocused] = useState(false)
  const [isListAsked, setListAsked] = useState(false)
  const combobox = useCombobox({
    onDropdownClose: () => {
      combobox.resetSelectedOption()
      setListAsked(false)
    },
  })
  const paths = useMemo(() => pathsFor(stepId), [pathsFor, stepId])
  const place = isPath ? { start: 0, typed: value.slice(0, caret) } : pathBeforeCaret(value, caret)
  const options = isFocused || isListAsked ? completionsFor(paths, place?.typed ?? '') : []
  const isOpen = combobox.dropdownOpened && options.length > 0 && (place !== undefined || isListAsked)

  const take = (path: string) => {
    const isIn = place !== undefined
    const start = isIn ? place.start : caret
    const text = isIn ? path : `{{ ${path} }}`
    const isClosed = isPath || !isIn || value.slice(caret).includes('}}')
    const after = isPath ? '' : value.slice(caret)
    onChange(`${value.slice(0, start)}${text}${isClosed ? '' : ' }}'}${after}`)
    const end = start + text.length
    setCaret(end)
    combobox.closeDropdown()
    requestAnimationFrame(() => {
      input.current?.focus()
      input.current?.setSelectionRange(end, end)
    })
  }
  const walk = (event: KeyboardEvent) => {
    if (!isOpen) return
    const acts: Record<string, () => void> = {
      ArrowDown: () => void combobox.selectNextOption(),
      ArrowUp: () => void combobox.selectPreviousOption(),
      Enter: () => combobox.clickSelectedOption(),
      Tab: () => combobox.clickSelectedOption(),
      Escape: () => combobox.closeDropdown(),
    }
    const act = acts[event.key]
    const isChosen = combobox.getSelectedOptionIndex() !== -1
    if (act === undefined || (!isChosen && (event.key === 'Enter' || event.key === 'Tab'))) return
    event.preventDefault()
    event.stopPropagation()
    act()
  }
  const shared = {
    id: props.id,
    ref: input,
    label: props.label,
    'aria-label': props.ariaLabel,
    description: props.description,
    placeholder: props.placeholder,
    error,
    withAsterisk: props.isRequired ?? false,
    value,
    spellCheck: false,
    autoComplete: 'off',
    'data-testid': props.testId,
    classNames: { input: classes.expression ?? '' },
    onChange: (event: { currentTarget: { value: string; selectionStart: number | null } }) => {
      onChange(event.currentTarget.value)
      setCaret(event.currentTarget.selectionStart ?? event.currentTarget.value.length)
      combobox.openDropdown()
      combobox.updateSelectedOptionIndex()
    },
    onSelect: (event: { currentTarget: { selectionStart: number | null } }) =>
      setCaret(event.currentTarget.selectionStart ?? 0),
    onFocus: () => {
      setFocused(true)
      if (isPath) combobox.openDropdown()
    },
    onBlur: () => {
      setFocused(false)
      combobox.closeDropdown()
    },
    onKeyDown: walk,
    rightSection: (
      <Tooltip label="Insert a value from the sample data">
        <ActionIcon
          variant="subtle"
          color="gray"
          size="sm"
          aria-label="Insert a value"
          // The field keeps the caret it has.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => {
            input.current?.focus()
            setListAsked(true)
            combobox.toggleDropdown()
          }}
        >
          <IconBraces size={15} />
        </ActionIcon>
      </Tooltip>
    ),
  }
  return (
    <div>
      <Combobox
        store={combobox}
        onOptionSubmit={take}
        position="bottom-start"
        width={320}
        withinPortal
        shadow="md"
        keepMounted={false}
      >
        <Combobox.DropdownTarget>
          {isMultiline ? (
            <Textarea {...shared} autosize minRows={2} maxRows={14} />
          ) : (
            <TextInput {...shared} />
          )}
        </Combobox.DropdownTarget>
        <Combobox.Dropdown hidden={!isOpen}>
          <Combobox.Options mah={260} className={classes.options ?? ''}>
            {options.map(({ path, sample }) => (
              <Combobox.Option key={path} value={path} className={classes.option ?? ''}>
                <code>{path}</code>
                <span dir="auto">{sample}</span>
              </Combobox.Option>
            ))}
          </Combobox.Options>
        </Combobox.Dropdown>
      </Combobox>
      <Preview value={value} isPath={isPath} />
    </div>
  )
}

/** What the text is with the sample data; secrets are not shown. */
function Preview({ value: written, isPath }: { value: string; isPath: boolean }) {
  const value = written.replaceAll(/\{\{\s*secrets\.\w+\s*\}\}/g, '•••')
  const test = usePreview(isPath ? (value.trim() === '' ? '' : `{{ ${value} }}`) : value, true)
  if (test === undefined || (!isPath && !hasExpression(value))) return null
  const isFailed = test.outcome === 'failed'
  return (
    <Text
      size="xs"
      mt={4}
      c={isFailed ? 'var(--mantine-color-error)' : 'dimmed'}
      className={classes.preview ?? ''}
      data-testid="preview"
      dir="auto"
      title={isFailed ? undefined : JSON.stringify(test.output)}
    >
      {isFailed
        ? (test.problem?.message ?? 'This cannot be worked out.')
        : `= ${test.output === undefined || test.output === null ? 'nothing in this sample' : shortly(test.output)}`}
    </Text>
  )
}
