/** Speaks to the CRM: authorisation, every operation of the catalog, typed Social Planner calls, webhook checks. */
export { RemoteError, remoteErrorHints } from './client.errors.ts'
export type { RawAnswer, RemoteErrorCode, RemoteErrorOptions } from './client.errors.ts'
export { apiHost, consentHosts } from './hosts.ts'
export { createClient } from './create-client.ts'
export { createAuthorization } from './authorization/create-authorization.ts'
export { createPool } from './transport/create-transport.ts'
export { classifyFailure } from './transport/classify-failure.ts'
export type { FailureClass } from './transport/classify-failure.ts'
export { readRateLimit } from './transport/read-rate-limit.ts'
export { toPostDraft } from './social/posts/to-post-draft.ts'
export { createWebhookVerifier } from './webhooks/create-webhook-verifier.ts'
export { judgeWebhookAge, parseWebhook } from './webhooks/parse-webhook.ts'
export { publishedWebhookKey } from './webhooks/published-webhook-key.ts'
export type { JsonObject } from './json.types.ts'
export type {
  CallOptions,
  CallPage,
  CallResult,
  CallTarget,
  Client,
  ClientOptions,
  Drift,
  PagesOptions,
  PageStyle,
  QueryValue,
} from './client.types.ts'
export type {
  Authorization,
  AuthorizationOptions,
  AuthorizeUrlOptions,
  InstalledLocation,
  ReconnectCode,
  TokenGrant,
  UserType,
} from './authorization/authorization.types.ts'
export type {
  AttemptOutcome,
  AttemptStart,
  CallHooks,
  CallRecord,
  RateLimitReading,
  RetrySettings,
} from './transport/transport.types.ts'
export type { SocialClient } from './social/social-client.types.ts'
export type {
  Account,
  AccountGroup,
  Category,
  SearchInput,
  SocialCallOptions,
  Tag,
} from './social/social.types.ts'
export type {
  Post,
  PostApproval,
  PostDraft,
  PostInsights,
  PostListInput,
  PostMedia,
  PostMediaDraft,
  PostPage,
} from './social/posts/posts.types.ts'
export type {
  Statistics,
  StatisticsBreakdown,
  StatisticsEngagement,
  StatisticsInput,
  StatisticsPlatform,
  StatisticsRange,
  StatisticsSeries,
  StatisticsShare,
  StatisticsValue,
} from './social/statistics/statistics.types.ts'
export type {
  Comment,
  CommentCalls,
  CommentDraft,
  CommentListInput,
  CommentPage,
  CommentPlatform,
} from './social/comments/comments.types.ts'
export type { CsvCalls, CsvImport, CsvPost, CsvUpload } from './social/csv/csv.types.ts'
export type {
  Queue,
  QueueCalendarEntry,
  QueueCalls,
  QueueCategory,
  QueueChange,
  QueueItem,
  QueueItemDraft,
  QueuePageInput,
  QueueSlot,
  TimeSlot,
} from './social/queues/queues.types.ts'
export type {
  AccountCandidate,
  AccountConnections,
  AttachedAccount,
  ConnectablePlatform,
  ConnectionStart,
} from './social/connections/connections.types.ts'
export type {
  WebhookAge,
  WebhookEvent,
  WebhookHeaders,
  WebhookVerdict,
  WebhookVerifier,
  WebhookVerifierOptions,
} from './webhooks/webhooks.types.ts'
