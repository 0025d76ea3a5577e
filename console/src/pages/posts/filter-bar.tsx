import { Button, Group, Select } from '@mantine/core'
import { IconFilterOff } from '@tabler/icons-react'
import { PlatformIcon } from '../../parts/platform-icon.tsx'
import { platformName } from '../../parts/platforms.ts'
import { postStatus, postStatusNames } from '../../parts/post-status.ts'
import { WordsFilter } from '../../parts/words-filter.tsx'
import type { PostsSearch } from '../../search.ts'
import { PublishedPeriod } from './published-period.tsx'
import type { NameBook } from './name-book.ts'
import { countFilters } from './post-filters.ts'
import classes from './posts.module.css'

type Changes = { [Name in keyof PostsSearch]?: PostsSearch[Name] | undefined }
type FilterBarProps = {
  search: PostsSearch
  names: NameBook
  onChange: (changes: Changes) => void
  onClear: () => void
}

/** Everything posts can be narrowed by; each choice is in the address, so a view can be shared. */
export function FilterBar({ search, names, onChange, onClear }: FilterBarProps) {
  const accounts = [...names.accounts.values()]
  const platforms = [...new Set(accounts.map((account) => account.platform))]
  return (
    <div className={classes.filters} role="search" aria-label="Filter posts">
      <WordsFilter
        words={search.text}
        onChange={(text) => onChange({ text })}
        label="Words in the text"
        placeholder="Find words in posts"
        className={classes.textFilter}
        testId="filter-text"
      />
      <Select
        aria-label="Status"
        placeholder="Any status"
        clearable
        data={postStatusNames.map((status) => ({ value: status, label: postStatus(status).label }))}
        value={search.status ?? null}
        onChange={(status) => onChange({ status: status ?? undefined })}
        data-testid="filter-status"
      />
      <Select
        aria-label="Network"
        placeholder="Any network"
        clearable
        data={platforms.map((platform) => ({ value: platform, label: platformName(platform) }))}
        renderOption={({ option }) => (
          <Group gap={8}>
            <PlatformIcon platform={option.value} /> {option.label}
          </Group>
        )}
        value={search.platform ?? null}
        onChange={(platform) => onChange({ platform: platform ?? undefined })}
      />
      <Select
        aria-label="Account"
        placeholder="Any account"
        clearable
        searchable
        nothingFoundMessage="No such account"
        data={accounts.map((account) => ({ value: account.id, label: account.name }))}
        renderOption={({ option }) => (
          <Group gap={8} wrap="nowrap">
            <PlatformIcon platform={names.accounts.get(option.value)?.platform ?? ''} />
            <span dir="auto">{option.label}</span>
          </Group>
        )}
        value={search.account ?? null}
        onChange={(account) => onChange({ account: account ?? undefined })}
      />
      <Select
        aria-label="Tag"
        placeholder="Any tag"
        clearable
        searchable
        limit={60}
        nothingFoundMessage="No such tag"
        data={[...names.tags.values()].map((tag) => ({ value: tag.id, label: tag.name }))}
        value={search.tag ?? null}
        onChange={(tag) => onChange({ tag: tag ?? undefined })}
        data-testid="filter-tag"
      />
      <PublishedPeriod from={search.from} to={search.to} onChange={(from, to) => onChange({ from, to })} />
      {countFilters(search) > 0 && (
        <Button
          variant="subtle"
          color="gray"
          leftSection={<IconFilterOff size={16} />}
          onClick={onClear}
          data-testid="clear-filters"
        >
          Clear
        </Button>
      )}
    </div>
  )
}
