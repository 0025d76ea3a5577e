import { generations, type Generation } from '@causeway/spec'
import type { KnownDeviation } from './known-deviations.ts'

/** Operations that cannot succeed here, and why. */
const unanswerable: { pattern: RegExp; because: string }[] = [
  {
    pattern: /^v2\.social-media-posting\.\S*twitter/,
    because: 'GHL has withdrawn the network; the simulator refuses it as GHL does',
  },
]

/** The reason why an operation is not expected to succeed. */
export const findUnanswerable = (operationId: string): string | undefined =>
  unanswerable.find(({ pattern }) => pattern.test(operationId))?.because

const both: Generation[] = [...generations]

/** Where published schemas are wrong, each with the correction in spec/corrections that has the evidence. */
export const publishedMistakes: KnownDeviation[] = [
  {
    generations: both,
    pattern:
      /\.(invoices|locations|opportunities|products)\.\S+ \S*(items|tasks|stages|followers|data)\.\* type$/,
    because: 'lists.items-are-things',
  },
  { generations: both, pattern: /\.medias\.\S+ files\.\* type$/, because: 'medias.files-are-objects' },
  {
    generations: both,
    pattern: /\.objects\.\S+ \S*properties type$/,
    because: 'objects.properties-of-records-are-objects',
  },
  {
    generations: both,
    pattern: /\.conversations\.get-messages (messages)? ?(type|required:\w+)$/,
    because: 'conversations.messages-are-nested',
  },
  {
    generations: both,
    pattern: /\.contacts\.create-association responses\.\* type$/,
    because: 'published as texts; live answers tell of each contact what became of it',
  },
  {
    generations: both,
    pattern: /\.locations\.upload-file-custom-fields meta\.\* type$/,
    because: 'the files are published as a list of lists; the spec leaves open what they are',
  },
  {
    generations: both,
    pattern:
      /\.(locations\.get-all-or-email-sms-templates templates\.\*|email-isv\.verify-email ) (oneOf|required:verified)$/,
    because: 'the alternatives share their fields, so that an answer fits several of them',
  },
  {
    generations: both,
    pattern: /\.store\.\S+ \S*(countries\.\*\.code|shippingOrigin\.country) (enum|type)$/,
    because: 'country codes are published as a number that is one list of all codes',
  },
]
