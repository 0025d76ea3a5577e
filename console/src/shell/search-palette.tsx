import { Spotlight, spotlight, type SpotlightActionGroupData } from '@mantine/spotlight'
import { useDebouncedValue } from '@mantine/hooks'
import { IconApi, IconBolt, IconBuildingStore, IconSearch, type Icon } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useRouterState } from '@tanstack/react-router'
import { useState } from 'react'
import { callHub } from '../data/call-hub.ts'
import { catalogQuery } from '../data/catalog.ts'
import { locationsQuery } from '../data/locations.ts'
import type { Page } from '../data/pages.ts'
import { tagsQuery } from '../data/records.ts'
import type { Post } from '@causeway/hub/contract'
import { countOf, formatInstant } from '../parts/format.ts'
import { PlatformTile } from '../parts/platform-icon.tsx'
import { TagDot } from '../parts/tag-badge.tsx'
import { useCurrentLocation } from './current-location.ts'
import { automation, crmApi, insights, platform } from './pages.ts'

export const openSearch = () => spotlight.open()

/** Finds pages, locations, tags, posts and what the CRM can do by what is typed. Opens with Ctrl+K. */
export function SearchPalette() {
  const [query, setQuery] = useState('')
  const [opened, setOpened] = useState(false)
  const groups = useFound(query, opened)
  // On the catalog the slash belongs to the catalog's own search.
  const isCatalog = useRouterState({ select: ({ location }) => location.pathname.endsWith('/catalog') })
  return (
    <Spotlight
      actions={groups}
      query={query}
      onQueryChange={setQuery}
      onSpotlightOpen={() => setOpened(true)}
      onSpotlightClose={() => setOpened(false)}
      filter={(_, actions) => actions}
      nothingFound="Nothing here has these words"
      shortcut={isCatalog ? 'mod + K' : ['mod + K', '/']}
      scrollable
      maxHeight={460}
      radius="lg"
      searchProps={{
        leftSection: <IconSearch size={18} stroke={1.7} />,
        placeholder: 'Search pages, locations, tags and posts',
        'aria-label': 'Search pages, locations, tags and posts',
      }}
    />
  )
}

function useFound(query: string, isOpen: boolean): SpotlightActionGroupData[] {
  const navigate = useNavigate()
  const location = useCurrentLocation()
  const locationId = location?.id ?? ''
  const wanted = query.trim().toLocaleLowerCase()
  const [asked] = useDebouncedValue(query.trim(), 200)
  const { data: locations = [] } = useQuery(locationsQuery)
  const { data: tags = [] } = useQuery({ ...tagsQuery(locationId), enabled: isOpen && locationId !== '' })
  const { data: posts } = useQuery({
    queryKey: ['records', locationId, 'posts', 'search', asked],
    queryFn: ({ signal }) =>
      callHub<Page<Post>>(`/v1/locations/${encodeURIComponent(locationId)}/posts`, {
        query: { text: asked, limit: 6 },
        signal,
      }),
    enabled: isOpen && asked.length >= 2 && locationId !== '',
  })
  const { data: entries = [] } = useQuery({
    ...catalogQuery(asked, location?.id),
    enabled: isOpen && asked.length >= 2,
  })
  const has = (text: string) => text.toLocaleLowerCase().includes(wanted)

  const found: SpotlightActionGroupData[] = [
    {
      group: 'Pages',
      actions: usePages(locationId).filter(({ label }) => has(label)),
    },
    {
      group: 'Locations',
      actions: locations
        .filter(({ name }) => has(name))
        .slice(0, wanted === '' ? 4 : 8)
        .map(({ id, name, counts }) => ({
          id: `location-${id}`,
          label: name,
          description: `${countOf(counts.posts, 'post')} · ${countOf(counts.tags, 'tag')}`,
          leftSection: <IconBuildingStore size={20} stroke={1.6} />,
          onClick: () => void navigate({ to: '/locations/$locationId/overview', params: { locationId: id } }),
        })),
    },
    {
      group: 'Tags',
      actions: (wanted === '' ? [] : tags.filter(({ name }) => has(name)).slice(0, 8)).map((tag) => ({
        id: `tag-${tag.id}`,
        label: tag.name,
        description: countOf(tag.usage.posts, 'post'),
        leftSection: <TagDot colour={tag.details?.colour} size={12} />,
        onClick: () =>
          void navigate({ to: '/locations/$locationId/tags/$tagId', params: { locationId, tagId: tag.id } }),
      })),
    },
    {
      group: 'Posts',
      actions: (wanted === '' ? [] : (posts?.items ?? [])).map((post) => ({
        id: `post-${post.id}`,
        label: post.summary || 'Post without text',
        description: post.displayAt === null ? post.status : formatInstant(post.displayAt),
        leftSection: <PlatformTile platforms={post.platforms} size={26} />,
        onClick: () =>
          void navigate({
            to: '/locations/$locationId/posts',
            params: { locationId },
            search: { post: post.id },
          }),
      })),
    },
    {
      group: 'Catalog',
      actions: (wanted.length < 2 ? [] : entries.slice(0, 6)).map((entry) => ({
        id: `catalog-${entry.id}`,
        label: entry.title,
        description: entry.moduleTitle,
        leftSection: entry.kind === 'trigger' ? <IconBolt size={20} /> : <IconApi size={20} />,
        onClick: () => void navigate({ to: '/catalog/$entryId', params: { entryId: entry.id } }),
      })),
    },
  ]
  return found.filter((group) => group.actions.length > 0)
}

function usePages(locationId: string) {
  const navigate = useNavigate()
  const drawn = (Mark: Icon) => <Mark size={20} stroke={1.6} />
  return [
    ...(locationId === '' ? [] : insights).map(({ page, label, icon }) => ({
      id: page,
      label,
      leftSection: drawn(icon),
      onClick: () => void navigate({ to: `/locations/$locationId/${page}`, params: { locationId } }),
    })),
    ...[...automation, ...crmApi, ...platform].map(({ to, label, icon }) => ({
      id: to,
      label,
      leftSection: drawn(icon),
      onClick: () => void navigate({ to }),
    })),
  ]
}
