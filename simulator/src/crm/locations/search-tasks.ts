import type { OperationAnswer } from '../../simulator.types.ts'
import { presentTask } from '../contacts/tasks.ts'
import type { CrmCall, Task } from '../crm.types.ts'
import { bodyOf, flagOf, numberOf, textOf, textsOf } from '../read-call.ts'

/** Tasks of all contacts of a location; the one due first comes first. */
export function searchTasks(call: CrmCall): OperationAnswer {
  const { contents } = call
  const fields = bodyOf(call)
  const contactIds = textsOf(fields, 'contactId')
  const owners = textsOf(fields, 'assignedTo')
  const isCompleted = flagOf(fields, 'completed')
  const words = textOf(fields, 'query')?.toLowerCase() ?? ''
  const businessId = textOf(fields, 'businessId')
  const isWanted = (task: Task): boolean =>
    (contactIds.length === 0 || contactIds.includes(task.contactId)) &&
    (owners.length === 0 || owners.includes(task.assignedTo ?? '')) &&
    (isCompleted === undefined || task.isCompleted === isCompleted) &&
    `${task.title} ${task.body ?? ''}`.toLowerCase().includes(words) &&
    (businessId === undefined || contents.contacts.get(task.contactId)?.businessId === businessId)
  const skip = numberOf(fields, 'skip') ?? 0
  const matching = [...contents.tasks.values()]
    .flat()
    .filter(isWanted)
    .toSorted((a, b) => a.dueDate.localeCompare(b.dueDate) || a.id.localeCompare(b.id))
  return {
    body: {
      tasks: matching
        .slice(skip, skip + (numberOf(fields, 'limit') ?? 25))
        .map((task) => ({ ...presentTask(task), locationId: contents.location.id })),
    },
  }
}
