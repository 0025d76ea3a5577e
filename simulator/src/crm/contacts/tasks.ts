import { type OperationAnswer, plainRefusal } from '../../simulator.types.ts'
import { parseInstant } from '../../social/read-request.ts'
import type { CrmCall, Task } from '../crm.types.ts'
import { bodyOf, contactInPath, type Fields, flagOf, paramOf, succeeded, textOf } from '../read-call.ts'

export const presentTask = (task: Task) => ({
  id: task.id,
  title: task.title,
  dueDate: task.dueDate,
  completed: task.isCompleted,
  contactId: task.contactId,
  ...(task.body !== undefined && { body: task.body }),
  ...(task.assignedTo !== undefined && { assignedTo: task.assignedTo }),
})

const tasksOf = (call: CrmCall): Task[] => call.contents.tasks.get(contactInPath(call).id) ?? []

function taskInPath(call: CrmCall): Task {
  const task = tasksOf(call).find(({ id }) => id === paramOf(call, 'taskId'))
  if (task === undefined) throw plainRefusal(400, 'Task not found')
  return task
}

function applyTask(call: CrmCall, task: Task, fields: Fields): void {
  const dueDate = textOf(fields, 'dueDate')
  if (dueDate !== undefined && parseInstant(dueDate) === undefined)
    throw plainRefusal(422, ['dueDate must be a valid ISO 8601 date string'])
  for (const name of ['title', 'body', 'assignedTo', 'dueDate'] as const) {
    const value = textOf(fields, name)
    if (value !== undefined) task[name] = value
  }
  const wasCompleted = task.isCompleted
  task.isCompleted = flagOf(fields, 'completed') ?? wasCompleted
  if (task.isCompleted && !wasCompleted) announce(call, 'task.completed', task)
}

const announce = (
  { crm, contents }: CrmCall,
  kind: 'task.created' | 'task.completed' | 'task.deleted',
  task: Task,
) => crm.announce({ kind, locationId: contents.location.id, task })

export const listTasks = (call: CrmCall): OperationAnswer => ({
  body: { tasks: tasksOf(call).map(presentTask) },
})

export const getTask = (call: CrmCall): OperationAnswer => ({ body: { task: presentTask(taskInPath(call)) } })

export function createTask(call: CrmCall): OperationAnswer {
  const { id: contactId } = contactInPath(call)
  const task: Task = {
    id: call.crm.nextId('task'),
    contactId,
    title: '',
    dueDate: '',
    isCompleted: false,
    dateAdded: call.now,
  }
  const fields = bodyOf(call)
  applyTask(call, task, { ...fields, completed: false })
  call.contents.tasks.set(contactId, [...tasksOf(call), task])
  announce(call, 'task.created', task)
  if (flagOf(fields, 'completed') === true) applyTask(call, task, { completed: true })
  return { body: { task: presentTask(task) } }
}

/** Serves a full edit and the one that only ticks a task off. */
export function updateTask(call: CrmCall): OperationAnswer {
  const task = taskInPath(call)
  applyTask(call, task, bodyOf(call))
  return { body: { task: presentTask(task) } }
}

export function deleteTask(call: CrmCall): OperationAnswer {
  const task = taskInPath(call)
  call.contents.tasks.set(
    task.contactId,
    tasksOf(call).filter(({ id }) => id !== task.id),
  )
  announce(call, 'task.deleted', task)
  return { body: succeeded(call) }
}
