import {
  IconActivity,
  IconAddressBook,
  IconArticle,
  IconBuildingStore,
  IconCalendarEvent,
  IconCategory,
  IconChartLine,
  IconCreditCard,
  IconFileInvoice,
  IconMessage,
  IconMessages,
  IconPlugConnected,
  IconTag,
  IconTargetArrow,
  IconTrendingUp,
  IconUserCircle,
  type Icon,
} from '@tabler/icons-react'
import { ThemeIcon } from '@mantine/core'

const icons: Record<string, [Icon, string]> = {
  post: [IconArticle, 'indigo'],
  tag: [IconTag, 'grape'],
  category: [IconCategory, 'cyan'],
  account: [IconUserCircle, 'teal'],
  comment: [IconMessage, 'pink'],
  statistics: [IconChartLine, 'blue'],
  metric: [IconTrendingUp, 'orange'],
  connection: [IconPlugConnected, 'yellow'],
  contact: [IconAddressBook, 'teal'],
  conversation: [IconMessages, 'pink'],
  message: [IconMessage, 'pink'],
  opportunity: [IconTargetArrow, 'lime'],
  appointment: [IconCalendarEvent, 'cyan'],
  invoice: [IconFileInvoice, 'orange'],
  order: [IconCreditCard, 'orange'],
  location: [IconBuildingStore, 'blue'],
}

/** The picture of an event's kind; failures are red. */
export function EventIcon({ type }: { type: string }) {
  const [Mark, colour] = icons[type.slice(0, type.indexOf('.'))] ?? [IconActivity, 'gray']
  const isBad = /\.(failed|expired|rejected|disconnected)$/.test(type)
  return (
    <ThemeIcon variant="light" color={isBad ? 'red' : colour} size={34} radius={10} aria-hidden>
      <Mark size={18} stroke={1.7} />
    </ThemeIcon>
  )
}
