import type { ModuleWording } from './wording.types.ts'

const queue = ['category queue', 'recycle', 'evergreen']
const connect = ['oauth', 'social account', 'sign in']

/** The Social Planner. */
export const social: ModuleWording = {
  'get-posts': {
    title: 'List posts',
    summary:
      'Lists the posts of a location by date, status and account, page by page; skip and limit go as text. Only posts made in the CRM come back, unless an account copies the others in.',
    keywords: ['social media', 'scheduled', 'published', 'drafts', 'calendar', 'feed'],
  },
  'get-post': {
    title: 'Get a post',
    summary: 'Gives one post with its media, tags, category, approval and, once published, its reactions.',
    keywords: ['social media', 'details', 'likes', 'insights'],
  },
  'create-post': {
    title: 'Create a post',
    summary:
      'Creates a draft, schedules a post or hands it in for approval, for one or more accounts. Always send a status: without one it is published at once.',
    keywords: [
      'social media',
      'publish',
      'schedule',
      'compose',
      'facebook',
      'instagram',
      'linkedin',
      'tiktok',
    ],
  },
  'edit-post': {
    title: 'Replace a post',
    summary:
      'Replaces a post that is not published yet. The body must be whole: fields left out are lost. The answer does not hold the post.',
    keywords: ['update', 'change', 'reschedule', 'social media', 'edit'],
  },
  'delete-post': {
    title: 'Delete a post',
    summary:
      'Deletes the record of a post in the CRM. What a network already shows stays there, and a part of a scheduled post comes back when the whole is published.',
    keywords: ['remove', 'social media'],
  },
  'bulk-delete-social-planner-posts': {
    title: 'Delete many posts',
    summary: 'Deletes the records of up to 50 posts in the CRM; what networks already show stays there.',
    keywords: ['bulk', 'remove', 'social media'],
  },
  'get-tags-location-id': {
    title: 'List post tags',
    summary:
      'Lists the tags that posts of a location can carry, found by a text if you like. They are not contact tags, and new ones are made in the CRM only.',
    keywords: ['social tags', 'labels', 'tag list'],
  },
  'get-tags-by-ids': {
    title: 'Get post tags by id',
    summary:
      'Reads the post tags with the given ids. Although it is a POST called tag details, it changes nothing; details of your own belong to the hub.',
    keywords: ['social tags', 'tag details', 'labels', 'lookup'],
  },
  'get-categories-location-id': {
    title: 'List post categories',
    summary: 'Lists the categories that posts of a location can have, with their colours.',
    keywords: ['social categories', 'colour'],
  },
  'get-categories-id': {
    title: 'Get a post category',
    summary:
      'Gives one post category by its id; one that is gone is answered with a sentence instead of the category.',
    keywords: ['social category', 'colour'],
  },
  'get-account': {
    title: 'List social accounts',
    summary:
      'Lists the social profiles and pages connected to a location, with whether their authorisation has run out, and the groups they are in.',
    keywords: [
      'facebook',
      'instagram',
      'linkedin',
      'tiktok',
      'google business',
      'connected',
      'expired',
      'profiles',
    ],
  },
  'delete-account': {
    title: 'Disconnect a social account',
    summary: 'Takes a social profile or page off a location; it must be connected anew to come back.',
    keywords: ['remove account', 'delete'],
  },
  'get-statistics': {
    title: 'Get social statistics',
    summary:
      'Gives posts, likes, followers, impressions, comments and more of up to 100 profiles, by day and compared with the time before. Takes profile ids, not account ids.',
    keywords: [
      'analytics',
      'insights',
      'metrics',
      'reach',
      'engagement',
      'last month',
      'last week',
      'report',
      'demographics',
    ],
  },
  'upload-csv': {
    title: 'Upload posts as CSV',
    summary:
      'Takes a CSV file of posts and checks it; the posts are made once the upload has accounts and is finished.',
    keywords: ['import', 'bulk', 'spreadsheet', 'file'],
  },
  'set-accounts': {
    title: 'Set accounts of a CSV upload',
    summary: 'Says which social accounts the posts of an uploaded CSV file are for.',
    keywords: ['import', 'bulk'],
  },
  'get-upload-status': {
    title: 'List CSV uploads',
    summary:
      'Lists the CSV files of posts that were uploaded to a location and how far each is; needs a user id.',
    keywords: ['import', 'bulk', 'status'],
  },
  'get-csv-post': {
    title: 'List posts of a CSV upload',
    summary: 'Lists the posts that an uploaded CSV file holds, before they are made.',
    keywords: ['import', 'bulk', 'rows'],
  },
  'start-csv-finalize': {
    title: 'Finish a CSV upload',
    summary: 'Makes posts of an uploaded CSV file: from then on they are scheduled.',
    keywords: ['import', 'bulk', 'finalize'],
  },
  'delete-csv': {
    title: 'Delete a CSV upload',
    summary: 'Deletes an uploaded CSV file of posts.',
    keywords: ['import', 'bulk', 'remove'],
  },
  'delete-csv-post': {
    title: 'Delete a post of a CSV upload',
    summary: 'Takes one post out of an uploaded CSV file.',
    keywords: ['import', 'bulk', 'row', 'remove'],
  },
  'get-comment-list': {
    title: 'List comments',
    summary: 'Lists the comments under published posts of one network, with how many are unread.',
    keywords: ['replies', 'unread', 'facebook', 'instagram', 'social media'],
  },
  'create-comment': {
    title: 'Write a comment',
    summary:
      'Writes a comment or a reply under a published post, in the name of the account. It cannot be deleted through the CRM.',
    keywords: ['reply', 'answer', 'create', 'social media'],
  },
  'create-like': {
    title: 'Like a comment',
    summary: 'Likes a comment in the name of the account.',
    keywords: ['reaction', 'heart'],
  },
  'delete-like': {
    title: 'Take back a like of a comment',
    summary: 'Removes the like of the account from a comment.',
    keywords: ['unlike', 'reaction'],
  },
  'start-oauth': {
    title: 'Start connecting a social account',
    summary:
      'Leads to the sign-in page of a network, to be opened in a browser window; the window then tells which account was connected.',
    keywords: [...connect, 'facebook', 'instagram', 'linkedin', 'tiktok', 'google', 'youtube', 'threads'],
  },
  'get-oauth-accounts': {
    title: 'List profiles of a connected account',
    summary:
      'Lists the pages, profiles or places that a connected account of a network gives access to, to choose from.',
    keywords: connect,
  },
  'attach-oauth-accounts': {
    title: 'Connect a profile of a connected account',
    summary:
      'Adds a chosen page, profile or place of a connected account to the location, so that posts can go there.',
    keywords: connect,
  },
  'start-facebook-oauth': {
    title: 'Start connecting Facebook',
    summary: 'Leads to the sign-in page of Facebook, to be opened in a browser window.',
    keywords: connect,
  },
  'start-google-oauth': {
    title: 'Start connecting Google Business',
    summary: 'Leads to the sign-in page of Google, to be opened in a browser window.',
    keywords: connect,
  },
  'start-instagram-oauth': {
    title: 'Start connecting Instagram',
    summary: 'Leads to the sign-in page of Instagram, to be opened in a browser window.',
    keywords: connect,
  },
  'start-linkedin-oauth': {
    title: 'Start connecting LinkedIn',
    summary: 'Leads to the sign-in page of LinkedIn, to be opened in a browser window.',
    keywords: connect,
  },
  'start-tiktok-oauth': {
    title: 'Start connecting TikTok',
    summary: 'Leads to the sign-in page of TikTok, to be opened in a browser window.',
    keywords: connect,
  },
  'start-tiktok-business-oauth': {
    title: 'Start connecting TikTok Business',
    summary: 'Leads to the sign-in page of TikTok for a business account, which statistics need.',
    keywords: connect,
  },
  'start-twitter-oauth': {
    title: 'Start connecting Twitter',
    summary:
      'Leads to the sign-in page of Twitter. The CRM stopped supporting the network at the end of 2024.',
    keywords: [...connect, 'x'],
  },
  'get-facebook-page-group': {
    title: 'List Facebook pages to connect',
    summary: 'Lists the pages and groups of a connected Facebook account, to choose from.',
    keywords: connect,
  },
  'get-google-locations': {
    title: 'List Google Business places to connect',
    summary: 'Lists the places of a connected Google account, to choose from.',
    keywords: connect,
  },
  'get-instagram-page-group': {
    title: 'List Instagram accounts to connect',
    summary: 'Lists the professional accounts of a connected Instagram sign-in, to choose from.',
    keywords: connect,
  },
  'get-linkedin-page-profile': {
    title: 'List LinkedIn pages to connect',
    summary: 'Lists the pages and profiles of a connected LinkedIn account, to choose from.',
    keywords: connect,
  },
  'get-tiktok-profile': {
    title: 'List TikTok profiles to connect',
    summary: 'Lists the profiles of a connected TikTok account, to choose from.',
    keywords: connect,
  },
  'get-tiktok-business-profile': {
    title: 'List TikTok Business profiles to connect',
    summary: 'Lists the business profiles of a connected TikTok account, to choose from.',
    keywords: connect,
  },
  'get-twitter-profile': {
    title: 'List Twitter profiles to connect',
    summary:
      'Lists the profiles of a connected Twitter account. The CRM stopped supporting the network at the end of 2024.',
    keywords: [...connect, 'x'],
  },
  'attach-facebook-page-group': {
    title: 'Connect a Facebook page',
    summary: 'Adds a chosen page or group of a connected Facebook account to the location.',
    keywords: connect,
  },
  'set-google-locations': {
    title: 'Connect a Google Business place',
    summary: 'Adds a chosen place of a connected Google account to the location.',
    keywords: connect,
  },
  'attach-instagram-page-group': {
    title: 'Connect an Instagram account',
    summary: 'Adds a chosen professional account of Instagram to the location.',
    keywords: connect,
  },
  'attach-linkedin-page-profile': {
    title: 'Connect a LinkedIn page',
    summary: 'Adds a chosen page or profile of a connected LinkedIn account to the location.',
    keywords: connect,
  },
  'attach-tiktok-profile': {
    title: 'Connect a TikTok profile',
    summary: 'Adds a chosen profile of a connected TikTok account to the location.',
    keywords: connect,
  },
  'attach-twitter-profile': {
    title: 'Connect a Twitter profile',
    summary:
      'Adds a chosen Twitter profile to the location. The CRM stopped supporting the network at the end of 2024.',
    keywords: [...connect, 'x'],
  },
  'fetch-available-categories': {
    title: 'List categories without a queue',
    summary: 'Lists the categories for which a new queue of posts can be made.',
    keywords: queue,
  },
  'fetch-queues': {
    title: 'List post queues',
    summary: 'Lists the queues that publish posts of a category again and again, page by page.',
    keywords: queue,
  },
  'fetch-queue-by-id': {
    title: 'Get a post queue',
    summary: 'Gives one queue of posts with its settings.',
    keywords: queue,
  },
  'create-queue': {
    title: 'Create a post queue',
    summary: 'Makes a queue for a category, with the times at which it publishes.',
    keywords: queue,
  },
  'update-queue': {
    title: 'Change a post queue',
    summary: 'Changes the settings of a queue, such as its times or whether it runs.',
    keywords: queue,
  },
  'fetch-queue-items': {
    title: 'List posts of a queue',
    summary: 'Lists the posts that a queue takes its turns from, page by page.',
    keywords: queue,
  },
  'create-queue-item': {
    title: 'Add a post to a queue',
    summary: 'Puts a post, with other wordings of it if you like, into a queue.',
    keywords: [...queue, 'variation'],
  },
  'update-queue-item': {
    title: 'Change a post of a queue',
    summary: 'Changes one post of a queue or its wordings.',
    keywords: queue,
  },
  'delete-queue-item': {
    title: 'Delete a post of a queue',
    summary: 'Takes one post out of a queue for good.',
    keywords: queue,
  },
  'clone-queue-item': {
    title: 'Copy a post of a queue',
    summary: 'Adds a copy of a post to its queue.',
    keywords: [...queue, 'duplicate'],
  },
  'reset-queue-item': {
    title: 'Reset a post of a queue',
    summary: 'Undoes what was changed about one post of a queue for its next turn.',
    keywords: queue,
  },
  'fetch-slots': {
    title: 'List publishing times of a queue',
    summary: 'Lists at what times a queue publishes, page by page.',
    keywords: [...queue, 'slots'],
  },
  'fetch-calendar-list': {
    title: 'List queued posts by date',
    summary: 'Lists what the queues of a location will publish within a span of time, for a calendar.',
    keywords: queue,
  },
  'delete-current-active-post-and-schedule-next': {
    title: 'Skip the next post of a queue',
    summary: 'Deletes the post that a queue has scheduled next and schedules the one after it.',
    keywords: queue,
  },
  'start-edit-session': {
    title: 'Start editing a queue',
    summary: 'Opens a session in which changes to a queue can be tried before they count.',
    keywords: queue,
  },
  'fetch-edit-session-calendar': {
    title: 'Preview edits of a queue by date',
    summary: 'Lists what a queue would publish with the changes of the open session.',
    keywords: queue,
  },
  'save-edit-session': {
    title: 'Save edits of a queue',
    summary: 'Makes the changes of the open session count.',
    keywords: queue,
  },
  'discard-edit-session': {
    title: 'Discard edits of a queue',
    summary: 'Throws the changes of the open session away.',
    keywords: queue,
  },
}
