import { useDebouncedCallback } from '@mantine/hooks'
import { useEffect, useState } from 'react'

const restMs = 250

/** What is typed shows at once; the address follows when the typing rests. */
export function useWords(
  inAddress: string,
  tell: (words: string | undefined) => void,
): readonly [typed: string, type: (text: string) => void] {
  const [words, setWords] = useState(inAddress)
  const tellSoon = useDebouncedCallback(tell, restMs)
  useEffect(() => setWords((before) => (before.trim() === inAddress ? before : inAddress)), [inAddress])
  return [
    words,
    (typed) => {
      setWords(typed)
      tellSoon(typed.trim() === '' ? undefined : typed.trim())
    },
  ]
}
