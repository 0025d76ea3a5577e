import type { OperationAnswer } from '../../simulator.types.ts'
import type { CrmCall, RecurringTask } from '../crm.types.ts'
import {
  bodyOf,
  type Fields,
  fieldsOf,
  findContact,
  notFound,
  paramOf,
  textOf,
  textsOf,
} from '../read-call.ts'

const presentTask = ({ contents }: CrmCall, task: RecurringTask) => ({
  id: task.id,
  title: task.title,
  description: task.description,
  locationId: contents.location.id,
  createdAt: task.createdAt.toISOString(),
  updatedAt: task.updatedAt.toISOString(),
  rruleOptions: task.rruleOptions,
  totalOccurrence: 0,
  deleted: false,
  ...(task.assignedTo !== undefined && { assignedTo: task.assignedTo }),
  ...(task.contactId !== undefined && { contactId: task.contactId }),
})

function taskInPath(call: CrmCall): RecurringTask {
  const id = paramOf(call, 'id')
  const task = call.contents.recurringTasks.find((one) => one.id === id)
  if (task === undefined) throw notFound('Recurring task', id)
  return task
}

/** A task is for one contact and one owner, though the body takes lists. */
function applyTask(call: CrmCall, task: RecurringTask, fields: Fields): void {
  task.title = textOf(fields, 'title') ?? task.title
  task.description = textOf(fields, 'description') ?? task.description
  task.rruleOptions = fieldsOf(fields, 'rruleOptions') ?? task.rruleOptions
  const [contactId] = textsOf(fields, 'contactIds')
  if (contactId !== undefined) task.contactId = findContact(call, contactId).id
  const [owner] = textsOf(fields, 'owners')
  if (owner !== undefined) task.assignedTo = owner
  task.updatedAt = call.now
}

export function createRecurringTask(call: CrmCall): OperationAnswer {
  const task: RecurringTask = {
    id: call.crm.nextId('recurring-task'),
    title: '',
    description: '',
    rruleOptions: {},
    createdAt: call.now,
    updatedAt: call.now,
  }
  applyTask(call, task, bodyOf(call))
  call.contents.recurringTasks.push(task)
  return { body: { recurringTask: presentTask(call, task) } }
}

export const getRecurringTask = (call: CrmCall): OperationAnswer => ({
  body: { recurringTask: presentTask(call, taskInPath(call)) },
})

export function updateRecurringTask(call: CrmCall): OperationAnswer {
  const task = taskInPath(call)
  applyTask(call, task, bodyOf(call))
  return { body: { recurringTask: presentTask(call, task) } }
}

export function deleteRecurringTask(call: CrmCall): OperationAnswer {
  const task = taskInPath(call)
  call.contents.recurringTasks = call.contents.recurringTasks.filter((one) => one !== task)
  return { body: { id: task.id, success: true } }
}
