import { calendars } from './calendars.ts'
import { campaigns } from './campaigns.ts'
import { contacts } from './contacts.ts'
import { conversations } from './conversations.ts'
import { forms } from './forms.ts'
import { locations } from './locations.ts'
import { media } from './media.ts'
import { oauth } from './oauth.ts'
import { opportunities } from './opportunities.ts'
import { social } from './social.ts'
import { users } from './users.ts'
import type { ModuleWording } from './wording.types.ts'
import { workflows } from './workflows.ts'

/** What we say ourselves, by module; the words of all other modules are made from names. */
export const wording: Readonly<Record<string, ModuleWording>> = {
  calendars,
  campaigns,
  contacts,
  conversations,
  forms,
  locations,
  media,
  oauth,
  opportunities,
  social,
  users,
  workflows,
}
