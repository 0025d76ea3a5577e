import { defineErrors } from '../platform/errors.ts'

export const storeErrors = defineErrors('store', {
  folder_locked: {
    status: 503,
    hint: 'Stop the process named above, or give this one another folder with CAUSEWAY_DATA_FOLDER. To run several hubs on one database, set CAUSEWAY_DATABASE_URL to a PostgreSQL server.',
  },
  folder_unusable: {
    status: 503,
    hint: 'Make the folder writable for this user and see that its disk has room, or choose another with CAUSEWAY_DATA_FOLDER.',
  },
  database_incomplete: {
    status: 503,
    hint: 'Put a backup of the folder in its place, or move it away: the next start then begins with an empty database.',
  },
  unreachable: {
    status: 503,
    hint: 'Check that the server of CAUSEWAY_DATABASE_URL runs, and that its user, password and database are right.',
  },
  database_newer: {
    status: 503,
    hint: 'Start the version of Causeway that wrote this database, or a newer one.',
  },
  migration_changed: {
    status: 503,
    hint: 'Restore the migration file as it was released; released migrations are never edited.',
  },
  migration_failed: {
    status: 503,
    hint: 'Nothing of this migration was kept. Read the cause, mend it and start again.',
  },
  lease_lost: {
    status: 409,
    hint: 'Nothing to do: another process goes on from the last checkpoint.',
  },
  cursor_invalid: { status: 400, hint: 'Pass `nextCursor` of the page before as it is, with the same sort.' },
  position_invalid: { status: 400, hint: 'Pass the `position` of an event as it is.' },
  record_unknown: {
    status: 404,
    hint: 'Check the id and the location; a new record appears with its next sync.',
  },
  version_conflict: { status: 409, hint: 'Read the record again, and send its present version.' },
  key_taken: { status: 409, hint: 'Choose another key.' },
})
