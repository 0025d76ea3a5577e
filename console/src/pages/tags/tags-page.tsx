import { Skeleton, Stack, TextInput } from '@mantine/core'
import { IconSearch, IconTags } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useDeferredValue, useState } from 'react'
import { tagsQuery } from '../../data/records.ts'
import { EmptyState } from '../../parts/empty-state.tsx'
import { countOf } from '../../parts/format.ts'
import { PageHeader } from '../../parts/page-header.tsx'
import { Panel } from '../../parts/panel.tsx'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { findTags, firstDirection, type TagSort } from './sort-tags.ts'
import { TagTable } from './tag-table.tsx'

/** All tags of a location: how much they are used, what they bring, and what your app says about them. */
export function TagsPage() {
  const { locationId } = useParams({ from: '/signed-in/locations/$locationId/tags' })
  const search = useSearch({ from: '/signed-in/locations/$locationId/tags' })
  const navigate = useNavigate({ from: '/locations/$locationId/tags' })
  const tags = useQuery(tagsQuery(locationId))
  const [text, setText] = useState(search.text ?? '')
  const sort = search.sort ?? 'posts'
  const direction = search.direction ?? firstDirection(sort)
  const found = findTags(tags.data ?? [], useDeferredValue(text), sort, direction)
  const existing = tags.data?.filter(({ deletedAt }) => deletedAt === null).length
  const change = (changes: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, ...changes }), replace: true, resetScroll: false })

  return (
    <Stack gap="md">
      <PageHeader
        title="Tags"
        description={
          existing === undefined
            ? 'What posts are about'
            : `${countOf(existing, 'tag')}${found.length === existing ? '' : `, ${found.length} found`}`
        }
        actions={
          <TextInput
            aria-label="Find tags"
            placeholder="Find a tag, campaign or owner"
            leftSection={<IconSearch size={16} stroke={1.7} />}
            w={{ base: '100%', xs: 280 }}
            value={text}
            onChange={(event) => {
              setText(event.currentTarget.value)
              change({ text: event.currentTarget.value })
            }}
            data-testid="find-tags"
          />
        }
      />
      {tags.isError && (
        <ProblemNotice
          error={tags.error}
          title="The tags could not be loaded"
          onRetry={() => void tags.refetch()}
        />
      )}
      {tags.isPending && <Skeleton h={480} radius="lg" role="status" aria-label="Loading tags" />}
      {tags.isSuccess && found.length === 0 && (
        <Panel>
          <EmptyState
            icon={<IconTags />}
            title={existing === 0 ? 'There are no tags here' : 'No tag has these words'}
          >
            {existing === 0
              ? 'Tags made in your CRM’s social planner appear here within minutes.'
              : 'Names, descriptions, campaigns and owners are searched.'}
          </EmptyState>
        </Panel>
      )}
      {found.length > 0 && (
        <TagTable
          locationId={locationId}
          tags={found}
          sort={sort}
          direction={direction}
          onSort={(chosen: TagSort) => {
            const turned = direction === 'up' ? 'down' : 'up'
            change({ sort: chosen, direction: chosen === sort ? turned : firstDirection(chosen) })
          }}
        />
      )}
    </Stack>
  )
}
