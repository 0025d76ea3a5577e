import { createAccountCalls } from './accounts/account-calls.ts'
import { createCategoryCalls } from './categories/category-calls.ts'
import { createCommentCalls } from './comments/comment-calls.ts'
import { createAccountConnections } from './connections/account-connections.ts'
import { createCsvCalls } from './csv/csv-calls.ts'
import { createPostCalls } from './posts/post-calls.ts'
import { createQueueCalls } from './queues/queue-calls.ts'
import type { SocialContext } from './social-call.ts'
import type { SocialClient } from './social-client.types.ts'
import { createStatisticsCalls } from './statistics/statistics-calls.ts'
import { createTagCalls } from './tags/tag-calls.ts'

/** The Social Planner of one location. */
export function createSocialClient(context: SocialContext): SocialClient {
  return {
    locationId: context.locationId,
    generation: context.generation,
    ...createAccountCalls(context),
    ...createTagCalls(context),
    ...createCategoryCalls(context),
    ...createPostCalls(context),
    ...createStatisticsCalls(context),
    comments: createCommentCalls(context),
    queues: createQueueCalls(context),
    csv: createCsvCalls(context),
    connections: createAccountConnections(context),
  }
}
