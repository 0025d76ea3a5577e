import type { Generation } from '@causeway/spec'

/** A place where live answers differ from the published file, and where that is documented. */
export interface KnownDeviation {
  generations: Generation[]
  /** Matches `operation path keyword`. */
  pattern: RegExp
  because: string
}

const both: Generation[] = ['v2', 'v3']

/** Facts sections are those of the corrections in spec/corrections, which carry the evidence. */
export const knownDeviations: KnownDeviation[] = [
  {
    generations: both,
    pattern: / \S*\.(status|type|platform|approvalStatus|actionType|privacyLevel) type$/,
    because:
      'words are published as objects without properties; the other generation or the prose has the words',
  },
  {
    generations: both,
    pattern: /^get-tags-(location-id|by-ids) results\.tags type$/,
    because: 'social.no-tags-is-a-sentence',
  },
  {
    generations: both,
    pattern: /^get-categories-id results\.category type$/,
    because: 'social.no-category-is-a-sentence',
  },
  {
    generations: both,
    pattern: /^get-upload-status results\.csvs (type|required:_id)$/,
    because: 'social.csv-imports-are-a-list: none is an object, some are a list',
  },
  {
    generations: ['v2'],
    pattern: /^get-social-media-statistics \S+\.(change|totalChange) type$/,
    because: 'statistics.v2-changes-are-strings',
  },
  {
    generations: ['v3'],
    pattern: /^get-oauth-accounts {2}oneOf$/,
    because: 'the networks share shapes, so that an answer fits several of the alternatives',
  },
  {
    generations: ['v3'],
    pattern: /^attach-oauth-accounts ( oneOf| required:platform|results\.platform enum)$/,
    because:
      'social.attached-account-envelope: one alternative for each network, of which several fit or none',
  },
]

/** The same outside the Social Planner, by module. */
export const knownCrmDeviations: (KnownDeviation & { module: string })[] = [
  {
    module: 'contacts',
    generations: both,
    pattern: /^create-association responses\.\* type$/,
    because: 'contacts.bulk-tags-tell-of-each-contact',
  },
  {
    module: 'contacts',
    generations: both,
    pattern: /^\S+ contacts?(\.\*)?\.customFields\.\*\.value type$/,
    because: 'contacts.custom-values-have-types',
  },
  {
    module: 'conversations',
    generations: both,
    pattern: /^get-messages ( required:(lastMessageId|nextPage)|messages type)$/,
    because: 'conversations.messages-are-nested',
  },
  {
    module: 'locations',
    generations: both,
    pattern: /^task-search tasks\.\* type$/,
    because: 'lists.items-are-things',
  },
  {
    module: 'locations',
    generations: both,
    pattern: /^upload-file-customFields meta\.\* type$/,
    because: 'locations.uploads-tell-of-each-file',
  },
  {
    module: 'locations',
    generations: both,
    pattern: /^GET-all-or-email-sms-templates templates\.\* oneOf$/,
    because: 'templates of both kinds are published as open objects, so that one fits both alternatives',
  },
]
