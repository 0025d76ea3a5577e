import { Button, Group, Text } from '@mantine/core'
import { formatInstantWithSeconds } from './format.ts'

type SearchedToProps = { at: string; isSearching: boolean; onGoOn: () => void }

/** How far back a search has looked, and the way further. */
export const SearchedTo = ({ at, isSearching, onGoOn }: SearchedToProps) => (
  <Group justify="center" gap="sm" aria-live="polite">
    <Text size="sm" c="dimmed">
      Searched back to {formatInstantWithSeconds(at)}
    </Text>
    <Button size="xs" variant="default" loading={isSearching} onClick={onGoOn} data-testid="search-on">
      Search further back
    </Button>
  </Group>
)
