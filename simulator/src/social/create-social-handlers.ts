import { plainRefusal, type OperationHandler, type SimulatedClock } from '../simulator.types.ts'
import type { World } from '../world/index.ts'
import { deleteAccount, listAccounts } from './accounts.ts'
import { getCategory, listCategories } from './categories.ts'
import { createComment, createLike, deleteLike, listComments } from './comments.ts'
import { attachOffer, listOffers, startSignIn } from './connect-accounts.ts'
import {
  deleteImport,
  deleteImportPost,
  finalizeImport,
  getImport,
  listImports,
  setAccounts,
  uploadCsv,
} from './csv.ts'
import { listPosts } from './list-posts.ts'
import {
  cloneQueueItem,
  createQueueItem,
  deleteQueueItem,
  listQueueItems,
  listQueueSlots,
  resetQueueItem,
  updateQueueItem,
} from './queue-items.ts'
import {
  discardEditSession,
  listQueueCalendar,
  previewEditSession,
  saveEditSession,
  startEditSession,
} from './queue-sessions.ts'
import {
  createQueue,
  deleteActivePost,
  getQueue,
  listAvailableCategories,
  listQueues,
  updateQueue,
} from './queues.ts'
import { paramOf } from './read-request.ts'
import type { SocialHandler } from './social.types.ts'
import { getStatistics } from './statistics.ts'
import { getTagsByIds, listTags } from './tags.ts'
import { bulkDeletePosts, createPost, deletePost, editPost, getPost } from './write-posts.ts'

/** Operations that both generations have under the same name. */
const shared: Record<string, SocialHandler> = {
  'get-account': listAccounts,
  'delete-account': deleteAccount,
  'get-posts': listPosts,
  'create-post': createPost,
  'get-post': getPost,
  'edit-post': editPost,
  'delete-post': deletePost,
  'bulk-delete-social-planner-posts': bulkDeletePosts,
  'get-tags-location-id': listTags,
  'get-tags-by-ids': getTagsByIds,
  'get-categories-location-id': listCategories,
  'get-categories-id': getCategory,
  'upload-csv': uploadCsv,
  'get-upload-status': listImports,
  'set-accounts': setAccounts,
  'get-csv-post': getImport,
  'start-csv-finalize': finalizeImport,
  'delete-csv': deleteImport,
  'delete-csv-post': deleteImportPost,
}

const always = (platform: string) => (): string => platform

/** v2 has an operation for each network. */
const onlyV2: Record<string, SocialHandler> = {
  'get-social-media-statistics': getStatistics,
  'start-google-oauth': startSignIn(always('google')),
  'start-facebook-oauth': startSignIn(always('facebook')),
  'start-instagram-oauth': startSignIn(always('instagram')),
  'start-linkedin-oauth': startSignIn(always('linkedin')),
  'start-tiktok-oauth': startSignIn(always('tiktok')),
  'start-tiktok-business-oauth': startSignIn(always('tiktok-business')),
  'start-twitter-oauth': startSignIn(always('twitter')),
  'get-google-locations': listOffers(always('google')),
  'set-google-locations': attachOffer(always('google')),
  'get-facebook-page-group': listOffers(always('facebook')),
  'attach-facebook-page-group': attachOffer(always('facebook')),
  'get-instagram-page-group': listOffers(always('instagram')),
  'attach-instagram-page-group': attachOffer(always('instagram')),
  'get-linkedin-page-profile': listOffers(always('linkedin')),
  'attach-linkedin-page-profile': attachOffer(always('linkedin')),
  'get-tiktok-profile': listOffers(always('tiktok')),
  'attach-tiktok-profile': attachOffer(always('tiktok')),
  'get-tiktok-business-profile': listOffers(always('tiktok-business')),
  'get-twitter-profile': listOffers(always('twitter')),
  'attach-twitter-profile': attachOffer(always('twitter')),
}

const platformInPath = (call: Parameters<SocialHandler>[0]): string => paramOf(call, 'platform')

/** v3 adds comments and queues, and signs in by a path parameter. */
const onlyV3: Record<string, SocialHandler> = {
  'get-statistics': getStatistics,
  'start-oauth': startSignIn(platformInPath),
  'get-oauth-accounts': listOffers(platformInPath),
  'attach-oauth-accounts': attachOffer(platformInPath),
  'create-comment': createComment,
  'get-comment-list': listComments,
  'create-like': createLike,
  'delete-like': deleteLike,
  'fetch-available-categories': listAvailableCategories,
  'create-queue': createQueue,
  'fetch-queues': listQueues,
  'fetch-queue-by-id': getQueue,
  'update-queue': updateQueue,
  'fetch-queue-items': listQueueItems,
  'fetch-slots': listQueueSlots,
  'create-queue-item': createQueueItem,
  'update-queue-item': updateQueueItem,
  'delete-queue-item': deleteQueueItem,
  'reset-queue-item': resetQueueItem,
  'clone-queue-item': cloneQueueItem,
  'start-edit-session': startEditSession,
  'save-edit-session': saveEditSession,
  'discard-edit-session': discardEditSession,
  'fetch-edit-session-calendar': previewEditSession,
  'fetch-calendar-list': listQueueCalendar,
  'delete-current-active-post-and-schedule-next': deleteActivePost,
}

/** Brings the world up to date, finds the location the call is about, and answers. */
const serve =
  (world: World, clock: SimulatedClock, handler: SocialHandler): OperationHandler =>
  (request) => {
    if (request.locationId === undefined) throw plainRefusal(422, ['locationId should not be empty'])
    world.settle()
    return handler({ request, world, contents: world.contentsOf(request.locationId), now: clock.now() })
  }

/** A handler for every published Social Planner operation of both generations, by the catalog's operation id. */
export function createSocialHandlers(world: World, clock: SimulatedClock): Record<string, OperationHandler> {
  const withPrefix = (prefix: string, handlers: Record<string, SocialHandler>) =>
    Object.entries(handlers).map(([name, handler]) => [`${prefix}.${name}`, serve(world, clock, handler)])
  return Object.fromEntries([
    ...withPrefix('v2.social-media-posting', { ...shared, ...onlyV2 }),
    ...withPrefix('v3.social-planner', { ...shared, ...onlyV3 }),
  ])
}
