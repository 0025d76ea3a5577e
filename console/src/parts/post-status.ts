const statuses: Record<string, { label: string; colour: string }> = {
  published: { label: 'Published', colour: 'teal' },
  scheduled: { label: 'Scheduled', colour: 'indigo' },
  draft: { label: 'Draft', colour: 'gray' },
  failed: { label: 'Failed', colour: 'red' },
  in_review: { label: 'In review', colour: 'yellow' },
  in_progress: { label: 'Publishing', colour: 'cyan' },
  notification_sent: { label: 'Reminder sent', colour: 'grape' },
  deleted: { label: 'Deleted', colour: 'gray' },
}

/** Statuses a list can be filtered by, in the order people think of them. */
export const postStatusNames = Object.keys(statuses).filter((status) => status !== 'deleted')

/** The word and colour of a post's status; one we do not know is shown as it is. */
export const postStatus = (status: string) =>
  statuses[status] ?? { label: status.replaceAll('_', ' '), colour: 'gray' }
