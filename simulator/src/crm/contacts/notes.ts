import { type OperationAnswer, plainRefusal } from '../../simulator.types.ts'
import type { CrmCall, Note } from '../crm.types.ts'
import { bodyOf, contactInPath, type Fields, flagOf, paramOf, succeeded, textOf } from '../read-call.ts'

const presentNote = (note: Note) => ({
  id: note.id,
  body: note.body,
  contactId: note.contactId,
  dateAdded: note.dateAdded.toISOString(),
  pinned: note.isPinned,
  ...(note.userId !== undefined && { userId: note.userId }),
  ...(note.title !== undefined && { title: note.title }),
  ...(note.color !== undefined && { color: note.color }),
})

const notesOf = (call: CrmCall): Note[] => call.contents.notes.get(contactInPath(call).id) ?? []

function noteInPath(call: CrmCall): Note {
  const note = notesOf(call).find(({ id }) => id === paramOf(call, 'id'))
  if (note === undefined) throw plainRefusal(400, 'Note not found')
  return note
}

function applyNote(note: Note, fields: Fields): void {
  for (const name of ['body', 'title', 'color', 'userId'] as const) {
    const value = textOf(fields, name)
    if (value !== undefined) note[name] = value
  }
  note.isPinned = flagOf(fields, 'pinned') ?? note.isPinned
}

const announce = (
  { crm, contents }: CrmCall,
  kind: 'note.created' | 'note.updated' | 'note.deleted',
  note: Note,
) => crm.announce({ kind, locationId: contents.location.id, note })

export const listNotes = (call: CrmCall): OperationAnswer => ({
  body: { notes: notesOf(call).toReversed().map(presentNote) },
})

export const getNote = (call: CrmCall): OperationAnswer => ({ body: { note: presentNote(noteInPath(call)) } })

export function createNote(call: CrmCall): OperationAnswer {
  const { id: contactId } = contactInPath(call)
  const note: Note = {
    id: call.crm.nextId('note'),
    contactId,
    body: '',
    isPinned: false,
    dateAdded: call.now,
  }
  applyNote(note, bodyOf(call))
  call.contents.notes.set(contactId, [...notesOf(call), note])
  announce(call, 'note.created', note)
  return { body: { note: presentNote(note) } }
}

export function updateNote(call: CrmCall): OperationAnswer {
  const note = noteInPath(call)
  applyNote(note, bodyOf(call))
  announce(call, 'note.updated', note)
  return { body: { note: presentNote(note) } }
}

export function deleteNote(call: CrmCall): OperationAnswer {
  const note = noteInPath(call)
  call.contents.notes.set(
    note.contactId,
    notesOf(call).filter(({ id }) => id !== note.id),
  )
  announce(call, 'note.deleted', note)
  return { body: succeeded(call) }
}
