import { TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useWords } from './use-words.ts'

type WordsFilterProps = {
  words: string | undefined
  onChange: (words: string | undefined) => void
  /** What is looked for, for those who do not see the placeholder. */
  label: string
  placeholder: string
  className?: string | undefined
  testId: string
}

/** Narrows a list by what is typed. */
export function WordsFilter(props: WordsFilterProps) {
  const { words = '', onChange, label, placeholder, className = '', testId } = props
  const [typed, type] = useWords(words, onChange)
  return (
    <TextInput
      className={className}
      aria-label={label}
      placeholder={placeholder}
      leftSection={<IconSearch size={16} stroke={1.7} />}
      value={typed}
      onChange={(event) => type(event.currentTarget.value)}
      data-testid={testId}
    />
  )
}
