import type { AccountType, BusinessKind, Platform } from './world.types.ts'

/** One connected profile of a business; `days` says when its token ends, counted from the world's start. */
export interface AccountPlan {
  platform: Platform
  type: AccountType
  days?: number
  /** False: connected before statistics were allowed; they answer nothing until it is reconnected. */
  hasStatistics?: boolean
}

/** What a location is made of. Every brand is invented. */
export interface LocationPlan {
  slug: string
  name: string
  kind: BusinessKind
  timezone: string
  address: string
  accounts: AccountPlan[]
  followers: number
  posts: number
  tags: number
  categories: number
  isActive?: false
  isSandbox?: true
}

export interface CompanyPlan {
  slug: string
  name: string
  email: string
  locations: LocationPlan[]
}

const facebook: AccountPlan = { platform: 'facebook', type: 'page' }
const instagram: AccountPlan = { platform: 'instagram', type: 'profile' }
const google: AccountPlan = { platform: 'google', type: 'location', days: 900 }
const youtube: AccountPlan = { platform: 'youtube', type: 'profile', days: 700 }
const pinterest: AccountPlan = { platform: 'pinterest', type: 'profile' }
const threads: AccountPlan = { platform: 'threads', type: 'profile' }
const linkedinPage: AccountPlan = { platform: 'linkedin', type: 'page' }
const linkedinProfile: AccountPlan = { platform: 'linkedin', type: 'profile' }
const tiktokBusiness: AccountPlan = { platform: 'tiktok', type: 'business' }
const tiktokProfile: AccountPlan = { platform: 'tiktok', type: 'profile' }

/** Three companies and twelve locations; `posts`, `tags` and `categories` are the sizes of the full world. */
export const companyPlans: readonly CompanyPlan[] = [
  {
    slug: 'harborlight',
    name: 'Harborlight Marketing',
    email: 'hello@harborlight.example',
    locations: [
      {
        slug: 'hearth-and-crumb',
        name: 'Hearth & Crumb Bakery',
        kind: 'bakery',
        timezone: 'America/New_York',
        address: '14 Mill Street, Hudson, NY',
        accounts: [facebook, instagram, google, { ...tiktokBusiness, days: -3 }],
        followers: 5200,
        posts: 420,
        tags: 24,
        categories: 6,
      },
      {
        slug: 'cedar-lane-dental',
        name: 'Cedar Lane Dental',
        kind: 'dentist',
        timezone: 'America/Chicago',
        address: '220 Cedar Lane, Madison, WI',
        accounts: [{ ...facebook, days: 2 }, google, { ...linkedinPage, hasStatistics: false }],
        followers: 1100,
        posts: 120,
        tags: 14,
        categories: 4,
      },
      {
        slug: 'tidewater-yoga',
        name: 'Tidewater Yoga Studio',
        kind: 'yoga',
        timezone: 'America/Los_Angeles',
        address: '8 Shoreline Walk, Santa Cruz, CA',
        accounts: [facebook, instagram, youtube, threads],
        followers: 3400,
        posts: 260,
        tags: 18,
        categories: 5,
      },
      {
        slug: 'northgate-outfitters',
        name: 'Northgate Outfitters',
        kind: 'outdoor',
        timezone: 'America/Denver',
        address: '900 Trailhead Road, Boulder, CO',
        accounts: [facebook, instagram, linkedinPage, google, tiktokBusiness, youtube, pinterest, threads],
        followers: 48_000,
        posts: 5000,
        tags: 300,
        categories: 12,
      },
      {
        slug: 'blank-slate',
        name: 'Blank Slate Interiors',
        kind: 'studio',
        timezone: 'America/New_York',
        address: '3 Foundry Row, Providence, RI',
        accounts: [],
        followers: 0,
        posts: 0,
        tags: 0,
        categories: 0,
      },
    ],
  },
  {
    slug: 'kestrel',
    name: 'Kestrel & Reed',
    email: 'studio@kestrelreed.example',
    locations: [
      {
        slug: 'ironside-strength',
        name: 'Ironside Strength Club',
        kind: 'gym',
        timezone: 'Europe/London',
        address: 'Unit 5, Dockside Yard, Bristol',
        accounts: [facebook, instagram, tiktokBusiness, youtube, { platform: 'community', type: 'group' }],
        followers: 9800,
        posts: 600,
        tags: 30,
        categories: 8,
      },
      {
        slug: 'palm-cafe',
        name: 'مقهى النخيل · Palm Café 🌴☕',
        kind: 'palm-cafe',
        timezone: 'Asia/Dubai',
        address: 'شارع النخيل ١٢، دبي',
        accounts: [instagram, facebook, tiktokProfile, google],
        followers: 6100,
        posts: 180,
        tags: 22,
        categories: 5,
      },
      {
        slug: 'lumen-photography',
        name: 'Lumen & Grain Photography',
        kind: 'photography',
        timezone: 'Europe/Berlin',
        address: 'Lindenhof 7, Leipzig',
        accounts: [instagram, pinterest, facebook, linkedinProfile],
        followers: 12_400,
        posts: 340,
        tags: 26,
        categories: 6,
      },
      {
        slug: 'fern-and-fable',
        name: 'Fern & Fable Books',
        kind: 'books',
        timezone: 'Europe/Dublin',
        address: '41 Quay Lane, Galway',
        accounts: [facebook, instagram, threads, pinterest, google, linkedinPage],
        followers: 7300,
        posts: 500,
        tags: 28,
        categories: 7,
      },
      {
        slug: 'copper-kettle',
        name: 'Copper Kettle Brewing',
        kind: 'brewery',
        timezone: 'Australia/Sydney',
        address: '17 Hopfield Avenue, Newcastle NSW',
        accounts: [facebook, instagram],
        followers: 2600,
        posts: 90,
        tags: 12,
        categories: 3,
        isActive: false,
      },
    ],
  },
  {
    slug: 'paperplane',
    name: 'Paperplane Labs',
    email: 'team@paperplane.example',
    locations: [
      {
        slug: 'sunny-side-pets',
        name: 'Sunny Side Pet Care',
        kind: 'pets',
        timezone: 'America/Phoenix',
        address: '62 Saguaro Court, Tempe, AZ',
        accounts: [facebook, google],
        followers: 800,
        posts: 40,
        tags: 8,
        categories: 2,
      },
      {
        slug: 'paperplane-sandbox',
        name: 'Paperplane Sandbox',
        kind: 'studio',
        timezone: 'UTC',
        address: '1 Test Track',
        accounts: [facebook, instagram],
        followers: 300,
        posts: 60,
        tags: 10,
        categories: 3,
        isSandbox: true,
      },
    ],
  },
]
