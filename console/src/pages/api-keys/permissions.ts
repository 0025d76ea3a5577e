import type { ApiKeyPermission } from '@causeway/hub/contract'

/** What a key may be allowed, mildest first, each in a sentence for whoever decides. */
export const permissions: { value: ApiKeyPermission; label: string; explanation: string; colour: string }[] =
  [
    {
      value: 'read',
      label: 'Read',
      explanation: 'Sees records, statistics and events, and calls what changes nothing in the CRM.',
      colour: 'gray',
    },
    {
      value: 'write',
      label: 'Write',
      explanation: 'Keeps details of tags, and calls what changes data in the CRM.',
      colour: 'indigo',
    },
    {
      value: 'live',
      label: 'Live',
      explanation: 'May ask the CRM past what the hub has stored, on the CRM’s limits.',
      colour: 'orange',
    },
    {
      value: 'destroy',
      label: 'Destroy',
      explanation:
        'Deletes, overwrites and spends money without saying each time that it means it. Other keys confirm each such call.',
      colour: 'red',
    },
    {
      value: 'passthrough',
      label: 'Pass through',
      explanation:
        'Calls addresses of the CRM that the catalog does not list: the hub cannot check those calls.',
      colour: 'grape',
    },
  ]

export const permissionColour = (permission: string) =>
  permissions.find(({ value }) => value === permission)?.colour ?? 'gray'
