/** What a new step of a kind begins with, so that its form has something to change. */
export function firstFields(type: string): Record<string, unknown> {
  switch (type) {
    case 'http':
      return { method: 'POST', url: '', body: { event: '{{ event }}' } }
    case 'write':
      return { destination: 'records', collection: '', record: {} }
    case 'condition':
      return { if: { field: '', is: 'equals', value: '' }, do: [], else: [] }
    case 'branch':
      return {
        cases: [{ title: 'Case 1', if: { field: '', is: 'equals', value: '' }, do: [] }],
        otherwise: [],
      }
    case 'loop':
      return { over: '', do: [] }
    case 'delay':
      return { for: '15m' }
    case 'send_message':
      return { channel: 'SMS', contactId: '', message: '' }
    case 'update_contact_tags':
      return { contactId: '', add: [] }
    case 'save_tag_details':
      return { tagId: '{{ event.subject.id }}', details: {} }
    case 'wait_for_event':
      return { events: [] }
    case 'stop':
      return { as: 'succeeded' }
    default:
      return {}
  }
}
