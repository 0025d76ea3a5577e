import { Button, Stack } from '@mantine/core'
import { IconArticle, IconFilterOff } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { postsQuery } from '../../data/records.ts'
import { EmptyState } from '../../parts/empty-state.tsx'
import { countOf } from '../../parts/format.ts'
import { PageHeader } from '../../parts/page-header.tsx'
import { Panel } from '../../parts/panel.tsx'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import type { PostsSearch } from '../../search.ts'
import { AsOfNotice, AsOfPicker } from './as-of-picker.tsx'
import { FilterBar } from './filter-bar.tsx'
import { PostDrawer } from './post-drawer.tsx'
import { changeSearch, countFilters, filtersOf, withoutFilters } from './post-filters.ts'
import { PostList } from './post-list.tsx'
import { PostListSkeleton } from './post-list-skeleton.tsx'
import { useNameBook } from './name-book.ts'

/** All posts of a location: found, sorted, looked into, and seen as they were. */
export function PostsPage() {
  const { locationId } = useParams({ from: '/signed-in/locations/$locationId/posts' })
  const search = useSearch({ from: '/signed-in/locations/$locationId/posts' })
  const navigate = useNavigate({ from: '/locations/$locationId/posts' })
  const posts = useInfiniteQuery(postsQuery(locationId, filtersOf(search)))
  const names = useNameBook(locationId)
  const change = (changes: Parameters<typeof changeSearch>[1], replace = true) =>
    void navigate({
      search: (before: PostsSearch) => changeSearch(before, changes),
      replace,
      resetScroll: false,
    })

  const shown = posts.data?.pages.flatMap((page) => page.items) ?? []
  const total = posts.data?.pages[0]?.total
  return (
    <Stack gap="md">
      <PageHeader
        title="Posts"
        description={
          total === undefined
            ? 'Everything written, scheduled and published'
            : `${countOf(total, 'post')}${countFilters(search) > 0 ? ' match' : ''}`
        }
        actions={<AsOfPicker asOf={search.asOf} onChange={(asOf) => change({ asOf }, false)} />}
      />
      <FilterBar
        search={search}
        names={names}
        onChange={change}
        onClear={() => void navigate({ search: withoutFilters(search) })}
      />
      {search.asOf !== undefined && (
        <AsOfNotice asOf={search.asOf} onLeave={() => change({ asOf: undefined }, false)} />
      )}
      {posts.isError && (
        <ProblemNotice
          error={posts.error}
          title="The posts could not be loaded"
          onRetry={() => void posts.refetch()}
        />
      )}
      {posts.isPending && <PostListSkeleton />}
      {posts.isSuccess && shown.length === 0 && (
        <Panel>
          <EmptyState
            icon={<IconArticle />}
            title={countFilters(search) > 0 ? 'No post matches' : 'There are no posts here'}
            action={
              countFilters(search) > 0 ? (
                <Button
                  variant="default"
                  leftSection={<IconFilterOff size={16} />}
                  onClick={() => void navigate({ search: withoutFilters(search) })}
                >
                  Clear the filters
                </Button>
              ) : undefined
            }
          >
            {countFilters(search) > 0
              ? 'Fewer words or filters find more.'
              : 'Posts written in your CRM appear here within minutes.'}
          </EmptyState>
        </Panel>
      )}
      {shown.length > 0 && (
        <PostList
          locationId={locationId}
          posts={shown}
          names={names}
          sort={search.sort ?? 'newest'}
          onSort={(sort) => change({ sort })}
          onOpen={(post) => change({ post }, false)}
          isStale={posts.isPlaceholderData}
          hasMore={posts.hasNextPage}
          isLoadingMore={posts.isFetchingNextPage}
          onMore={() => void posts.fetchNextPage()}
        />
      )}
      <PostDrawer
        locationId={locationId}
        postId={search.post}
        names={names}
        onClose={() => change({ post: undefined }, false)}
      />
    </Stack>
  )
}
