import type { MappingOutput } from '@causeway/hub/contract'
import { Badge, Tooltip } from '@mantine/core'

/** Where a mapping is written, and how it stands there. */
export function OutputBadge({ output }: { output: MappingOutput }) {
  const { word, colour } = outputState(output)
  return (
    <Tooltip label={output.problem?.message ?? `${output.target}: ${word}`} multiline maw={360}>
      <Badge size="sm" color={colour} tt="none">
        {output.destination.name}: {word}
      </Badge>
    </Tooltip>
  )
}

/** The state of an output in a word. */
export function outputState({ isPaused, problem, state, quarantined, waiting }: MappingOutput): {
  word: string
  colour: string
} {
  if (isPaused) return { word: 'paused', colour: 'gray' }
  if (problem !== null) return { word: 'waiting for it', colour: 'red' }
  if (state === 'filling') return { word: 'filling', colour: 'indigo' }
  if (quarantined > 0) return { word: `${quarantined} held back`, colour: 'yellow' }
  return waiting > 0 ? { word: 'catching up', colour: 'indigo' } : { word: 'up to date', colour: 'teal' }
}
