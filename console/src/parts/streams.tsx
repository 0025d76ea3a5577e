import type { Stream, StreamName } from '@causeway/hub/contract'
import {
  IconArticle,
  IconCategory,
  IconChartAreaLine,
  IconMessage,
  IconTags,
  IconUserCircle,
  type Icon,
} from '@tabler/icons-react'

/** What each stream is called, in the order a first sync starts them. */
export const streamLabels: Record<StreamName, string> = {
  accounts: 'Accounts',
  tags: 'Tags',
  categories: 'Categories',
  posts: 'Posts',
  statistics: 'Daily statistics',
  comments: 'Comments',
}

const icons: Record<StreamName, Icon> = {
  accounts: IconUserCircle,
  tags: IconTags,
  categories: IconCategory,
  posts: IconArticle,
  statistics: IconChartAreaLine,
  comments: IconMessage,
}

export const StreamIcon = ({ stream, size = 17 }: { stream: StreamName; size?: number }) => {
  const Mark = icons[stream]
  return <Mark size={size} stroke={1.7} aria-hidden style={{ flexShrink: 0 }} />
}

/** Streams in the order people expect. */
export const inOrder = (streams: Stream[]) => {
  const order = Object.keys(streamLabels)
  return streams.toSorted((one, other) => order.indexOf(one.stream) - order.indexOf(other.stream))
}
