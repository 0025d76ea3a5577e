import { NavLink, Text } from '@mantine/core'
import type { Icon } from '@tabler/icons-react'
import { Link, useRouterState } from '@tanstack/react-router'
import { useQuery } from '@tanstack/react-query'
import { connectionsQuery } from '../data/connections.ts'
import { useCurrentLocation } from './current-location.ts'
import { automation, crmApi, insights, platform } from './pages.ts'
import classes from './shell.module.css'

/** The pages, in four groups: what the data says, what happens by itself, what the CRM can do, and the machine that brings it. */
export function Navigation({ onNavigate }: { onNavigate: () => void }) {
  const location = useCurrentLocation()
  const path = useRouterState({ select: (state) => state.location.pathname })
  const trouble = useTrouble()
  return (
    <nav aria-label="Main" className={classes.navigation}>
      <Heading>Insights</Heading>
      {insights.map(({ page, label, icon }) => {
        const isActive = location !== undefined && path.includes(`/locations/`) && path.includes(`/${page}`)
        const shared = {
          label,
          leftSection: <NavIcon icon={icon} />,
          active: isActive,
          onClick: onNavigate,
          className: classes.link,
        }
        return location === undefined ? (
          <NavLink key={page} {...shared} component={Link} to="/" />
        ) : (
          <NavLink
            key={page}
            {...shared}
            component={Link}
            to={`/locations/$locationId/${page}`}
            params={{ locationId: location.id } as never}
            aria-current={isActive ? 'page' : undefined}
          />
        )
      })}
      <Heading>Automation</Heading>
      {automation.map((page) => (
        <PageLink key={page.to} {...page} path={path} onNavigate={onNavigate} />
      ))}
      <Heading>CRM API</Heading>
      {crmApi.map((page) => (
        <PageLink key={page.to} {...page} path={path} onNavigate={onNavigate} />
      ))}
      <Heading>Platform</Heading>
      {platform.map((page) => (
        <PageLink
          key={page.to}
          {...page}
          path={path}
          onNavigate={onNavigate}
          attention={page.to === '/connections' ? trouble : 0}
        />
      ))}
    </nav>
  )
}

type PageLinkProps = {
  to: (typeof automation | typeof crmApi | typeof platform)[number]['to']
  label: string
  icon: Icon
  path: string
  onNavigate: () => void
  /** How many things on the page wait for a person. */
  attention?: number
}

function PageLink({ to, label, icon, path, onNavigate, attention = 0 }: PageLinkProps) {
  const isActive = path.endsWith(to) || path.includes(`${to}/`)
  return (
    <NavLink
      label={label}
      leftSection={<NavIcon icon={icon} />}
      active={isActive}
      aria-current={isActive ? 'page' : undefined}
      className={classes.link ?? ''}
      component={Link}
      to={to}
      onClick={onNavigate}
      rightSection={
        attention > 0 ? (
          <span className={classes.count} aria-label={`${attention} need attention`} role="img">
            {attention}
          </span>
        ) : undefined
      }
    />
  )
}

/** How many connections a person has to look at. */
function useTrouble(): number {
  const { data = [] } = useQuery({ ...connectionsQuery, refetchInterval: 15_000 })
  return data.filter(({ status }) => status === 'needs_reauth' || status === 'degraded').length
}

const NavIcon = ({ icon: Mark }: { icon: Icon }) => <Mark size={18} stroke={1.7} />

const Heading = ({ children }: { children: string }) => (
  <Text component="h2" size="xs" fw={600} c="dimmed" className={classes.heading}>
    {children}
  </Text>
)
