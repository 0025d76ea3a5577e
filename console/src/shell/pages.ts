import {
  IconActivity,
  IconApi,
  IconArrowsExchange,
  IconArticle,
  IconDatabaseExport,
  IconGauge,
  IconGitCompare,
  IconInbox,
  IconKey,
  IconLayoutDashboard,
  IconListDetails,
  IconLockPassword,
  IconPlugConnected,
  IconRobot,
  IconSettings,
  IconSitemap,
  IconTags,
  IconTimeline,
  IconWebhook,
} from '@tabler/icons-react'

/** Pages of the location that is looked at. */
export const insights = [
  { page: 'overview', label: 'Overview', icon: IconLayoutDashboard },
  { page: 'posts', label: 'Posts', icon: IconArticle },
  { page: 'tags', label: 'Tags', icon: IconTags },
] as const

/** Pages of the whole hub, by what people come for. */
export const automation = [
  { to: '/workflows', label: 'Workflows', icon: IconSitemap },
  { to: '/runs', label: 'Runs', icon: IconTimeline },
  { to: '/mappings', label: 'Mappings', icon: IconArrowsExchange },
  { to: '/destinations', label: 'Destinations', icon: IconDatabaseExport },
  { to: '/secrets', label: 'Secrets', icon: IconLockPassword },
] as const

export const crmApi = [
  { to: '/catalog', label: 'Catalog', icon: IconApi },
  { to: '/calls', label: 'Calls', icon: IconListDetails },
  { to: '/limits', label: 'Limits', icon: IconGauge },
  { to: '/drift', label: 'What changed', icon: IconGitCompare },
] as const

export const platform = [
  { to: '/connections', label: 'Connections', icon: IconPlugConnected },
  { to: '/inbox', label: 'Inbox', icon: IconInbox },
  { to: '/events', label: 'Events', icon: IconActivity },
  { to: '/endpoints', label: 'Endpoints', icon: IconWebhook },
  { to: '/api-keys', label: 'API keys', icon: IconKey },
  { to: '/agents', label: 'Agents', icon: IconRobot },
  { to: '/settings', label: 'Settings', icon: IconSettings },
] as const
