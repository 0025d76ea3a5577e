import { integerOf, pickFrom } from '../../world/chance.ts'
import { objectIdOf, shortIdOf } from '../../world/make-ids.ts'
import type { Location, World } from '../../world/index.ts'
import type { WorldScale } from '../../world/make-location.ts'
import { dayMs } from '../../world/time.ts'
import type { Contact, LocationCrm, LocationProfile, Submission } from '../crm.types.ts'
import { contactCountOf, makeContacts } from './make-contacts.ts'
import { makeConversations } from './make-conversations.ts'
import { cities, companyNames, countryOf } from './names.ts'

const tagNames = [
  'newsletter',
  'vip',
  'new lead',
  'regular',
  'lapsed',
  'event guest',
  'gift card',
  'referral',
  'wholesale',
  'birthday club',
  'do not call',
  'spring offer',
] as const
const worldlyTagNames = ['عميل مميز', 'קפה ☕', '常連さん', 'palm 🌴 club', 'ñandú & söhne'] as const

const workflowNames = ['Welcome new leads', 'Ask for a review', 'Win back lapsed customers'] as const
const campaignNames = ['Spring newsletter', 'Holiday greetings'] as const

/** Everything of a location's customers as it is when the world starts. An empty location has settings, but nobody. */
export function makeLocationCrm(
  world: World,
  location: Location,
  profile: LocationProfile,
  scale: WorldScale,
): LocationCrm {
  const { seed } = world
  const count = contactCountOf(location, scale)
  const isEmpty = count === 0
  const contents: LocationCrm = {
    location,
    profile,
    contacts: new Map(),
    notes: new Map(),
    tasks: new Map(),
    conversations: new Map(),
    messages: new Map(),
    tags: isEmpty ? [] : tagsOf(seed, location),
    customFields: isEmpty ? [] : customFieldsOf(seed, location),
    customValues: isEmpty ? [] : customValuesOf(seed, location),
    templates: isEmpty ? [] : templatesOf(world, location),
    recurringTasks: [],
    businesses: isEmpty ? [] : businessesOf(world, location),
    workflows: isEmpty ? [] : workflowsOf(world, location),
    campaigns: isEmpty ? [] : campaignsOf(seed, location),
    forms: isEmpty ? [] : namedOf(seed, location, 'form', ['Contact us', 'Book a visit']),
    surveys: isEmpty ? [] : namedOf(seed, location, 'survey', ['How was your visit?']),
    formSubmissions: [],
    surveySubmissions: [],
    providers: [
      { id: objectIdOf(seed, 'provider', location.id, 'sms'), name: 'Simulated SMS', type: 'SMS' },
      { id: objectIdOf(seed, 'provider', location.id, 'email'), name: 'Simulated Email', type: 'Email' },
    ],
    subtypes: [],
    unsubscriptions: new Map(),
    uploads: new Map(),
  }
  makeContacts(world, contents, count)
  makeConversations(world, contents)
  addNotesAndTasks(world, contents)
  contents.formSubmissions = submissionsOf(world, contents, 'form')
  contents.surveySubmissions = submissionsOf(world, contents, 'survey')
  return contents
}

/** What a location says about itself when the world starts. */
export function makeLocationProfile(world: World, location: Location): LocationProfile {
  const country = countryOf(location.timezone)
  const place = pickFrom(cities[country] ?? [], world.seed, 'place', location.id)
  const owner = world.users.find(({ locationIds }) => locationIds.includes(location.id))
  return {
    phone: `+15550${String(integerOf(0, 999_999, world.seed, 'phone', location.id)).padStart(6, '0')}`,
    email: `hello@${location.id.toLowerCase()}.example`,
    ...place,
    country,
    website: `https://${location.id.toLowerCase()}.example`,
    ...(owner && { firstName: owner.firstName, lastName: owner.lastName }),
    settings: {
      allowDuplicateContact: false,
      allowDuplicateOpportunity: false,
      allowFacebookNameMerge: false,
      disableContactTimezone: false,
    },
    social: {},
    permissions: ['2-way-text-messaging', 'crm', 'opportunities', 'calendar', 'workflow', 'campaigns'],
  }
}

const tagsOf = (seed: number, location: Location) =>
  [...tagNames, ...(location.kind === 'palm-cafe' ? worldlyTagNames : [])].map((name) => ({
    id: shortIdOf(seed, 'contact-tag', location.id, name),
    name,
  }))

const namedOf = (seed: number, location: Location, kind: string, names: readonly string[]) =>
  names.map((name) => ({ id: shortIdOf(seed, kind, location.id, name), name }))

const customFieldsOf = (seed: number, location: Location): LocationCrm['customFields'] => [
  {
    id: shortIdOf(seed, 'custom-field', location.id, 'visits'),
    name: 'Favourite time',
    fieldKey: 'contact.favourite_time',
    dataType: 'SINGLE_OPTIONS',
    placeholder: '',
    position: 0,
    picklistOptions: ['Morning', 'Afternoon', 'Evening'],
    model: 'contact',
  },
  {
    id: shortIdOf(seed, 'custom-field', location.id, 'notes'),
    name: 'Allergies',
    fieldKey: 'contact.allergies',
    dataType: 'TEXT',
    placeholder: 'None',
    position: 50,
    picklistOptions: [],
    model: 'contact',
  },
  {
    id: shortIdOf(seed, 'custom-field', location.id, 'interests'),
    name: 'Interests',
    fieldKey: 'contact.interests',
    dataType: 'CHECKBOX',
    placeholder: '',
    position: 100,
    picklistOptions: ['Events', 'Offers', 'News'],
    model: 'contact',
  },
]

const customValuesOf = (seed: number, location: Location) => [
  {
    id: shortIdOf(seed, 'custom-value', location.id, 'hours'),
    name: 'Opening hours',
    fieldKey: '{{ custom_values.opening_hours }}',
    value: 'Mon to Sat, 9 to 18',
  },
]

const templatesOf = ({ seed, startedAt }: World, location: Location): LocationCrm['templates'] => [
  {
    id: shortIdOf(seed, 'template', location.id, 'sms'),
    name: 'Reminder',
    type: 'sms',
    body: 'Hello {{contact.first_name}}, see you tomorrow!',
    dateAdded: new Date(startedAt.getTime() - 90 * dayMs),
    isDeleted: false,
  },
  {
    id: shortIdOf(seed, 'template', location.id, 'email'),
    name: 'Thank you',
    type: 'email',
    subject: 'Thank you for your visit',
    body: '<p>Hello {{contact.first_name}}, thank you for coming.</p>',
    dateAdded: new Date(startedAt.getTime() - 80 * dayMs),
    isDeleted: false,
  },
  {
    id: shortIdOf(seed, 'template', location.id, 'whatsapp'),
    name: 'Booking confirmed',
    type: 'whatsapp',
    body: 'Your booking is confirmed.',
    dateAdded: new Date(startedAt.getTime() - 70 * dayMs),
    isDeleted: false,
  },
]

const businessesOf = ({ seed, startedAt }: World, location: Location): LocationCrm['businesses'] =>
  companyNames.slice(0, 4).map((name, index) => ({
    id: objectIdOf(seed, 'business', location.id, index),
    name,
    phone: `+1555010${String(1000 + index)}`,
    email: `office@${name.toLowerCase().replaceAll(/[^a-z]/g, '')}.example`,
    country: countryOf(location.timezone),
    createdAt: new Date(startedAt.getTime() - 200 * dayMs),
    updatedAt: new Date(startedAt.getTime() - 100 * dayMs),
  }))

const workflowsOf = ({ seed, startedAt }: World, location: Location): LocationCrm['workflows'] =>
  workflowNames.map((name, index) => ({
    id: shortIdOf(seed, 'workflow', location.id, name),
    name,
    status: index === 2 ? 'draft' : 'published',
    version: index + 1,
    createdAt: new Date(startedAt.getTime() - 300 * dayMs),
    updatedAt: new Date(startedAt.getTime() - 30 * dayMs),
  }))

const campaignsOf = (seed: number, location: Location): LocationCrm['campaigns'] =>
  campaignNames.map((name, index) => ({
    id: shortIdOf(seed, 'campaign', location.id, name),
    name,
    status: index === 0 ? 'published' : 'draft',
  }))

function addNotesAndTasks({ seed, startedAt }: World, contents: LocationCrm): void {
  let index = 0
  for (const contact of contents.contacts.values()) {
    index += 1
    if (index % 5 !== 1) continue
    const laterMs = contact.dateAdded.getTime() + dayMs
    contents.notes.set(contact.id, [
      {
        id: shortIdOf(seed, 'note', contact.id),
        contactId: contact.id,
        body: 'Prefers to be called in the afternoon.',
        isPinned: false,
        ...(contact.assignedTo !== undefined && { userId: contact.assignedTo }),
        dateAdded: new Date(laterMs),
      },
    ])
    contents.tasks.set(contact.id, [
      {
        id: shortIdOf(seed, 'task', contact.id),
        contactId: contact.id,
        title: 'Follow up',
        body: 'Ask how the visit was.',
        ...(contact.assignedTo !== undefined && { assignedTo: contact.assignedTo }),
        dueDate: new Date(startedAt.getTime() + (index % 14) * dayMs).toISOString(),
        isCompleted: index % 2 === 0,
        dateAdded: new Date(laterMs),
      },
    ])
  }
}

/** Every fifteenth contact once filled in a form or a survey. */
function submissionsOf({ seed }: World, contents: LocationCrm, kind: 'form' | 'survey'): Submission[] {
  const forms = kind === 'form' ? contents.forms : contents.surveys
  const offset = kind === 'form' ? 0 : 7
  return [...contents.contacts.values()]
    .filter((_, index) => index % 15 === offset)
    .map((contact) => submissionOf(seed, kind, pickFrom(forms, seed, kind, contact.id).id, contact))
}

const submissionOf = (seed: number, kind: string, formId: string, contact: Contact): Submission => ({
  id: shortIdOf(seed, kind, 'submission', contact.id),
  formId,
  contactId: contact.id,
  name: `${contact.firstName} ${contact.lastName}`,
  email: contact.email ?? '',
  answers: { message: 'Please call me back.' },
  createdAt: contact.dateAdded,
})
