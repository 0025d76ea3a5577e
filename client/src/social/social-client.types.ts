import type { Generation } from '@causeway/spec'
import type { AccountConnections } from './connections/connections.types.ts'
import type { CommentCalls } from './comments/comments.types.ts'
import type { CsvCalls } from './csv/csv.types.ts'
import type { Post, PostDraft, PostListInput, PostPage } from './posts/posts.types.ts'
import type { QueueCalls } from './queues/queues.types.ts'
import type { Statistics, StatisticsInput } from './statistics/statistics.types.ts'
import type { Account, AccountGroup, Tag, Category, SearchInput, SocialCallOptions } from './social.types.ts'

/** The Social Planner of one location, with GHL's quirks decoded. Every call may throw a `RemoteError`. */
export interface SocialClient {
  readonly locationId: string
  readonly generation: Generation

  /** Connected accounts and their groups. */
  listAccounts(options?: SocialCallOptions): Promise<{ accounts: Account[]; groups: AccountGroup[] }>
  /** Disconnects an account. */
  deleteAccount(
    accountId: string,
    options?: SocialCallOptions & { companyId?: string; userId?: string },
  ): Promise<void>

  /** One page of tags. GHL's API cannot create tags: people make them in its planner. */
  listTags(input?: SearchInput): Promise<{ tags: Tag[]; total: number }>
  /** Every tag, all pages read. */
  allTags(options?: SocialCallOptions & { searchText?: string }): Promise<Tag[]>
  /** Tags by id; unknown ids are left out. */
  getTagsByIds(tagIds: readonly string[], options?: SocialCallOptions): Promise<Tag[]>

  /** One page of categories. */
  listCategories(input?: SearchInput): Promise<{ categories: Category[]; total: number }>
  /** Every category, all pages read. */
  allCategories(options?: SocialCallOptions & { searchText?: string }): Promise<Category[]>
  /** A category, or undefined where GHL answers 200 "Category not found". */
  getCategory(categoryId: string, options?: SocialCallOptions): Promise<Category | undefined>

  /** One page of posts. */
  listPosts(input: PostListInput): Promise<PostPage>
  /** All pages of posts, one request for each page. A list that changes meanwhile may repeat or miss a post. */
  pagesOfPosts(input: PostListInput): AsyncGenerator<PostPage, void, undefined>
  /** @throws RemoteError `not_found` */
  getPost(postId: string, options?: SocialCallOptions): Promise<Post>
  /** Creates a post. `post` is undefined when it was published at once: GHL then answers without it. */
  createPost(
    draft: PostDraft,
    options?: SocialCallOptions,
  ): Promise<{ post: Post | undefined; message: string }>
  /** Replaces a whole post (see `toPostDraft`). GHL refuses to edit a published one. */
  editPost(postId: string, draft: PostDraft, options?: SocialCallOptions): Promise<{ message: string }>
  /** Deletes GHL's record; what is published on the network stays. */
  deletePost(postId: string, options?: SocialCallOptions): Promise<void>
  /** Deletes up to 50 records. */
  bulkDeletePosts(postIds: readonly string[], options?: SocialCallOptions): Promise<{ deletedCount: number }>

  /** Figures of the profiles together, by platform and day. */
  getStatistics(input: StatisticsInput): Promise<Statistics>

  /** Comments on posts (v3). */
  readonly comments: CommentCalls
  /** Category queues (v3). */
  readonly queues: QueueCalls
  /** Posts from CSV files. */
  readonly csv: CsvCalls
  /** Connecting new accounts. */
  readonly connections: AccountConnections
}
