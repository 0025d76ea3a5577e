import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  parseSearchWith,
  redirect,
  stringifySearchWith,
} from '@tanstack/react-router'
import type { QueryClient } from '@tanstack/react-query'
import { queryClient } from './data/query-client.ts'
import { sessionQuery } from './data/session.ts'
import { NotFoundPage } from './pages/not-found-page.tsx'
import { PageProblem } from './parts/page-problem.tsx'
import { PageSkeleton } from './parts/page-skeleton.tsx'
import {
  readCallsSearch,
  readCatalogSearch,
  readConnectedSearch,
  readEndpointSearch,
  readEventsSearch,
  readInboxSearch,
  readOverviewSearch,
  readPostsSearch,
  readRunsSearch,
  readSetupSearch,
  readSignInSearch,
  readTagsSearch,
} from './search.ts'
import { Shell } from './shell/shell.tsx'

const root = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  component: Outlet,
  notFoundComponent: NotFoundPage,
  errorComponent: PageProblem,
})

const setup = createRoute({
  getParentRoute: () => root,
  path: 'setup',
  validateSearch: readSetupSearch,
  beforeLoad: async ({ context }) => {
    const session = await context.queryClient.ensureQueryData(sessionQuery)
    if (session.state === 'signed_out') throw redirect({ to: '/sign-in' })
  },
  component: lazyRouteComponent(() => import('./pages/setup-page.tsx'), 'SetupPage'),
})

/** Loads a page of the hub that is none of the console's; nothing comes after it. */
const leaveConsole = (path: string): Promise<never> => {
  window.location.assign(path)
  return new Promise(() => {})
}

const signIn = createRoute({
  getParentRoute: () => root,
  path: 'sign-in',
  validateSearch: readSignInSearch,
  beforeLoad: async ({ context, search }) => {
    const session = await context.queryClient.ensureQueryData(sessionQuery)
    if (session.state === 'setup') throw redirect({ to: '/setup', search: {} })
    if (session.state === 'signed_in' && search.resume !== undefined) return leaveConsole(search.resume)
    if (session.state === 'signed_in') throw redirect({ to: '/' })
    return undefined
  },
  component: lazyRouteComponent(() => import('./pages/sign-in-page.tsx'), 'SignInPage'),
})

/** Everything inside is only for people who are signed in; others are led to where they can be. */
const signedIn = createRoute({
  getParentRoute: () => root,
  id: 'signed-in',
  beforeLoad: async ({ context, location }) => {
    const session = await context.queryClient.ensureQueryData(sessionQuery)
    if (session.state === 'setup') throw redirect({ to: '/setup', search: {} })
    if (session.state === 'signed_out') throw redirect({ to: '/sign-in', search: { next: location.href } })
  },
  component: Shell,
  notFoundComponent: NotFoundPage,
  errorComponent: PageProblem,
})

const home = createRoute({
  getParentRoute: () => signedIn,
  path: '/',
  component: lazyRouteComponent(() => import('./pages/home-page.tsx'), 'HomePage'),
})

const welcome = createRoute({
  getParentRoute: () => signedIn,
  path: 'welcome',
  validateSearch: readConnectedSearch,
  component: lazyRouteComponent(() => import('./pages/welcome-page.tsx'), 'WelcomePage'),
})

const location = createRoute({
  getParentRoute: () => signedIn,
  path: 'locations/$locationId',
  component: lazyRouteComponent(() => import('./pages/location-gate.tsx'), 'LocationGate'),
})

const overview = createRoute({
  getParentRoute: () => location,
  path: 'overview',
  validateSearch: readOverviewSearch,
  component: lazyRouteComponent(() => import('./pages/overview/overview-page.tsx'), 'OverviewPage'),
})

const posts = createRoute({
  getParentRoute: () => location,
  path: 'posts',
  validateSearch: readPostsSearch,
  component: lazyRouteComponent(() => import('./pages/posts/posts-page.tsx'), 'PostsPage'),
})

const tags = createRoute({
  getParentRoute: () => location,
  path: 'tags',
  validateSearch: readTagsSearch,
  component: lazyRouteComponent(() => import('./pages/tags/tags-page.tsx'), 'TagsPage'),
})

const tag = createRoute({
  getParentRoute: () => location,
  path: 'tags/$tagId',
  component: lazyRouteComponent(() => import('./pages/tags/tag-page.tsx'), 'TagPage'),
})

const connections = createRoute({
  getParentRoute: () => signedIn,
  path: 'connections',
  validateSearch: readConnectedSearch,
  component: lazyRouteComponent(() => import('./pages/connections/connections-page.tsx'), 'ConnectionsPage'),
})

const events = createRoute({
  getParentRoute: () => signedIn,
  path: 'events',
  validateSearch: readEventsSearch,
  component: lazyRouteComponent(() => import('./pages/events/events-page.tsx'), 'EventsPage'),
})

const inbox = createRoute({
  getParentRoute: () => signedIn,
  path: 'inbox',
  validateSearch: readInboxSearch,
  component: lazyRouteComponent(() => import('./pages/inbox/inbox-page.tsx'), 'InboxPage'),
})

const catalog = createRoute({
  getParentRoute: () => signedIn,
  path: 'catalog',
  validateSearch: readCatalogSearch,
  component: lazyRouteComponent(() => import('./pages/catalog/catalog-page.tsx'), 'CatalogPage'),
})

const catalogEntry = createRoute({
  getParentRoute: () => signedIn,
  path: 'catalog/$entryId',
  // The view of the list one came from, to lead back to.
  validateSearch: readCatalogSearch,
  component: lazyRouteComponent(() => import('./pages/catalog-entry/entry-page.tsx'), 'EntryPage'),
})

const calls = createRoute({
  getParentRoute: () => signedIn,
  path: 'calls',
  validateSearch: readCallsSearch,
  component: lazyRouteComponent(() => import('./pages/calls/calls-page.tsx'), 'CallsPage'),
})

const limits = createRoute({
  getParentRoute: () => signedIn,
  path: 'limits',
  component: lazyRouteComponent(() => import('./pages/limits/limits-page.tsx'), 'LimitsPage'),
})

const workflows = createRoute({
  getParentRoute: () => signedIn,
  path: 'workflows',
  component: lazyRouteComponent(() => import('./pages/workflows/workflows-page.tsx'), 'WorkflowsPage'),
})

const newWorkflow = createRoute({
  getParentRoute: () => signedIn,
  path: 'workflows/new',
  component: lazyRouteComponent(() => import('./pages/workflows/workflow-page.tsx'), 'NewWorkflowPage'),
})

const workflow = createRoute({
  getParentRoute: () => signedIn,
  path: 'workflows/$workflowId',
  component: lazyRouteComponent(() => import('./pages/workflows/workflow-page.tsx'), 'WorkflowPage'),
})

const runs = createRoute({
  getParentRoute: () => signedIn,
  path: 'runs',
  validateSearch: readRunsSearch,
  component: lazyRouteComponent(() => import('./pages/runs/runs-page.tsx'), 'RunsPage'),
})

const run = createRoute({
  getParentRoute: () => signedIn,
  path: 'runs/$runId',
  component: lazyRouteComponent(() => import('./pages/runs/run-page.tsx'), 'RunPage'),
})

const mappings = createRoute({
  getParentRoute: () => signedIn,
  path: 'mappings',
  component: lazyRouteComponent(() => import('./pages/mappings/mappings-page.tsx'), 'MappingsPage'),
})

const mapping = createRoute({
  getParentRoute: () => signedIn,
  path: 'mappings/$name',
  component: lazyRouteComponent(() => import('./pages/mappings/mapping-page.tsx'), 'MappingPage'),
})

const destinations = createRoute({
  getParentRoute: () => signedIn,
  path: 'destinations',
  component: lazyRouteComponent(
    () => import('./pages/destinations/destinations-page.tsx'),
    'DestinationsPage',
  ),
})

const secrets = createRoute({
  getParentRoute: () => signedIn,
  path: 'secrets',
  component: lazyRouteComponent(() => import('./pages/secrets/secrets-page.tsx'), 'SecretsPage'),
})

const quarantine = createRoute({
  getParentRoute: () => signedIn,
  path: 'quarantine/$outputId',
  component: lazyRouteComponent(() => import('./pages/destinations/quarantine-page.tsx'), 'QuarantinePage'),
})

const drift = createRoute({
  getParentRoute: () => signedIn,
  path: 'drift',
  component: lazyRouteComponent(() => import('./pages/drift/drift-page.tsx'), 'DriftPage'),
})

const endpoints = createRoute({
  getParentRoute: () => signedIn,
  path: 'endpoints',
  component: lazyRouteComponent(() => import('./pages/endpoints/endpoints-page.tsx'), 'EndpointsPage'),
})

const endpoint = createRoute({
  getParentRoute: () => signedIn,
  path: 'endpoints/$endpointId',
  validateSearch: readEndpointSearch,
  component: lazyRouteComponent(() => import('./pages/endpoints/endpoint-page.tsx'), 'EndpointPage'),
})

const apiKeys = createRoute({
  getParentRoute: () => signedIn,
  path: 'api-keys',
  component: lazyRouteComponent(() => import('./pages/api-keys/api-keys-page.tsx'), 'ApiKeysPage'),
})

const agents = createRoute({
  getParentRoute: () => signedIn,
  path: 'agents',
  component: lazyRouteComponent(() => import('./pages/agents/agents-page.tsx'), 'AgentsPage'),
})

const settings = createRoute({
  getParentRoute: () => signedIn,
  path: 'settings',
  component: lazyRouteComponent(() => import('./pages/settings-page.tsx'), 'SettingsPage'),
})

const routeTree = root.addChildren([
  setup,
  signIn,
  signedIn.addChildren([
    home,
    welcome,
    location.addChildren([overview, posts, tags, tag]),
    connections,
    events,
    inbox,
    catalog,
    catalogEntry,
    calls,
    workflows,
    newWorkflow,
    workflow,
    runs,
    run,
    mappings,
    mapping,
    destinations,
    secrets,
    quarantine,
    limits,
    drift,
    endpoints,
    endpoint,
    apiKeys,
    agents,
    settings,
  ]),
])

export const router = createRouter({
  routeTree,
  basepath: '/console',
  context: { queryClient },
  defaultPreload: 'intent',
  scrollRestoration: true,
  defaultPendingComponent: PageSkeleton,
  defaultErrorComponent: PageProblem,
  defaultNotFoundComponent: NotFoundPage,
  // Every value of an address is text: a token that looks like a number stays what it is.
  parseSearch: parseSearchWith((value) => value),
  stringifySearch: stringifySearchWith(String),
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
