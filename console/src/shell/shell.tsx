import { AppShell, Burger, Group, Kbd, Text, UnstyledButton } from '@mantine/core'
import { useDisclosure, useHotkeys } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { Link, Outlet, useNavigate } from '@tanstack/react-router'
import { LiveEventsProvider } from '../data/live-events.tsx'
import { useFreshLocations } from '../data/locations.ts'
import { useBrand } from '../data/session.ts'
import { BudgetCard } from './budget-card.tsx'
import { ColourSchemeToggle } from './colour-scheme-toggle.tsx'
import { useCurrentLocation } from './current-location.ts'
import { LocationSwitcher } from './location-switcher.tsx'
import { Logo } from './logo.tsx'
import { Navigation } from './navigation.tsx'
import { openSearch, SearchPalette } from './search-palette.tsx'
import classes from './shell.module.css'
import { UserMenu } from './user-menu.tsx'

/** The frame around every page of somebody who is signed in. */
export function Shell() {
  const [opened, { toggle, close }] = useDisclosure()
  const brand = useBrand()
  useShortcuts()
  useFreshLocations()
  return (
    <LiveEventsProvider>
      <a href="#content" className="skip-link">
        Skip to the content
      </a>
      <AppShell
        header={{ height: 60 }}
        navbar={{ width: 244, breakpoint: 'md', collapsed: { mobile: !opened } }}
        padding={{ base: 'sm', sm: 'lg' }}
      >
        <AppShell.Header className={classes.header}>
          <Group gap="sm" wrap="nowrap" style={{ minWidth: 0, flex: 1 }}>
            <Burger
              opened={opened}
              onClick={toggle}
              hiddenFrom="md"
              size="sm"
              aria-label={opened ? 'Close the navigation' : 'Open the navigation'}
              aria-expanded={opened}
              data-testid="burger"
            />
            <Link to="/" className={classes.brand} aria-label={`${brand}, home`} onClick={close}>
              <Logo />
              <Text component="span" fw={700} size="lg" visibleFrom="sm" truncate>
                {brand}
              </Text>
            </Link>
            <LocationSwitcher />
          </Group>
          <Group gap={10} wrap="nowrap">
            <UnstyledButton className={classes.search} onClick={openSearch} data-testid="search">
              <IconSearch size={17} stroke={1.7} />
              <span className={classes.searchText}>Search tags, posts, pages…</span>
              <Kbd size="xs" className={classes.searchKeys} aria-hidden>
                Ctrl K
              </Kbd>
            </UnstyledButton>
            <ColourSchemeToggle />
            <UserMenu />
          </Group>
        </AppShell.Header>
        <AppShell.Navbar className={classes.navbar}>
          <Navigation onNavigate={close} />
          <BudgetCard />
        </AppShell.Navbar>
        <AppShell.Main id="content" tabIndex={-1} className={classes.main}>
          <div className={classes.page}>
            <Outlet />
          </div>
        </AppShell.Main>
      </AppShell>
      <SearchPalette />
    </LiveEventsProvider>
  )
}

/** Alt and a digit go to a page, in the order of the navigation. */
function useShortcuts() {
  const navigate = useNavigate()
  const locationId = useCurrentLocation()?.id
  const go = (page: 'overview' | 'posts' | 'tags') => () =>
    locationId !== undefined &&
    void navigate({ to: `/locations/$locationId/${page}`, params: { locationId } })
  useHotkeys([
    ['alt+1', go('overview')],
    ['alt+2', go('posts')],
    ['alt+3', go('tags')],
    ['alt+4', () => void navigate({ to: '/connections' })],
    ['alt+5', () => void navigate({ to: '/events' })],
    ['alt+6', () => void navigate({ to: '/api-keys' })],
  ])
}
