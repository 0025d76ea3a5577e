import { Combobox, Group, Text, UnstyledButton, useCombobox } from '@mantine/core'
import { IconBuildingStore, IconCheck, IconSelector } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useRouterState } from '@tanstack/react-router'
import { useState } from 'react'
import { locationsQuery } from '../data/locations.ts'
import { countOf } from '../parts/format.ts'
import { ConnectionDot } from '../parts/connection-status.tsx'
import { chooseLocation, useCurrentLocation } from './current-location.ts'
import classes from './shell.module.css'

/** Pages of the whole hub that can be narrowed to a location: there the choice narrows, and all is one too. */
const narrowing = /\/(inbox|events|runs|calls)\/?$/
const all = ''

/** Chooses the location that the pages show; keeps the kind of page. */
export function LocationSwitcher() {
  const { data: locations = [] } = useQuery(locationsQuery)
  const current = useCurrentLocation()
  const navigate = useNavigate()
  const path = useRouterState({ select: (state) => state.location.pathname })
  const narrowedTo = useRouterState({
    select: ({ location: { search: given } }) => (given as { location?: string }).location,
  })
  const isNarrowing = narrowing.test(path)
  const [search, setSearch] = useState('')
  const combobox = useCombobox({
    onDropdownClose: () => {
      combobox.resetSelectedOption()
      setSearch('')
    },
    onDropdownOpen: () => combobox.focusSearchInput(),
  })
  if (locations.length === 0) return null

  const wanted = search.trim().toLocaleLowerCase()
  const shown = isNarrowing ? locations.find(({ id }) => id === narrowedTo) : current
  const label = shown?.name ?? (isNarrowing ? 'All locations' : 'Choose a location')
  const found = locations.filter((location) => location.name.toLocaleLowerCase().includes(wanted))
  const choose = (locationId: string) => {
    combobox.closeDropdown()
    if (isNarrowing) {
      if (locationId !== all) chooseLocation(locationId)
      const search = (before: object) => ({
        ...before,
        location: locationId === all ? undefined : locationId,
      })
      return void navigate({ to: '.', search: search as never, replace: true })
    }
    // What can be done for any location stays open, for the other one.
    if (/\/(catalog|limits)(\/|$)/.test(path)) return chooseLocation(locationId)
    const page = /\/locations\/[^/]+\/(posts|tags)/.exec(path)?.[1]
    const to =
      page === 'posts' || page === 'tags'
        ? (`/locations/$locationId/${page}` as const)
        : '/locations/$locationId/overview'
    void navigate({ to, params: { locationId } })
  }
  return (
    <Combobox store={combobox} onOptionSubmit={choose} width={320} position="bottom-start" shadow="md">
      <Combobox.Target withAriaAttributes={false}>
        <UnstyledButton
          className={classes.switcher}
          onClick={() => combobox.toggleDropdown()}
          aria-label={`Location: ${label}`}
          aria-haspopup="listbox"
          aria-expanded={combobox.dropdownOpened}
          data-testid="location-switcher"
        >
          <IconBuildingStore size={17} stroke={1.7} style={{ flexShrink: 0 }} />
          <Text component="span" fw={600} size="sm" truncate dir="auto">
            {label}
          </Text>
          <IconSelector size={15} stroke={1.7} style={{ flexShrink: 0 }} />
        </UnstyledButton>
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Search
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
          placeholder="Find a location"
          aria-label="Find a location"
        />
        <Combobox.Options mah={340} style={{ overflowY: 'auto' }}>
          {found.length === 0 && <Combobox.Empty>No location has this in its name</Combobox.Empty>}
          {isNarrowing && wanted === '' && (
            <Combobox.Option value={all} active={shown === undefined}>
              <Group gap={10} wrap="nowrap" justify="space-between">
                <Text size="sm" fw={550}>
                  All locations
                </Text>
                {shown === undefined && <IconCheck size={16} />}
              </Group>
            </Combobox.Option>
          )}
          {found.map((location) => (
            <Combobox.Option key={location.id} value={location.id} active={location.id === shown?.id}>
              <Group gap={10} wrap="nowrap">
                <ConnectionDot status={location.status} />
                <div style={{ minWidth: 0, flex: 1 }}>
                  <Text size="sm" fw={550} truncate dir="auto">
                    {location.name}
                  </Text>
                  <Text size="xs" c="dimmed">
                    {countOf(location.counts.posts, 'post')} · {countOf(location.counts.accounts, 'account')}
                    {location.environment === 'simulator' && ' · simulator'}
                  </Text>
                </div>
                {location.id === shown?.id && <IconCheck size={16} />}
              </Group>
            </Combobox.Option>
          ))}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  )
}
