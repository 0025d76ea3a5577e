import { describe, expect, test } from 'vitest'
import { decodePost } from './decode-post.ts'
import type { Post } from './posts.types.ts'
import { toPostDraft } from './to-post-draft.ts'

function aPost(raw: Record<string, unknown> = {}): Post {
  const post = decodePost(
    {
      _id: 'p',
      status: 'scheduled',
      type: 'post',
      summary: 'Fresh bread',
      accountIds: ['a'],
      createdBy: 'user-1',
      scheduleDate: '2027-01-01T09:00:00.000Z',
      media: [
        { url: 'https://cdn.example/loaf.PNG?v=2', type: 'image', thumbnail: 'https://cdn.example/t.png' },
      ],
      ...raw,
    },
    'x',
    () => undefined,
  )
  if (!post) throw new Error('The post of this test has no id')
  return post
}

describe('the draft of a post', () => {
  test('says everything again, with media in the form the CRM accepts', () => {
    expect(
      toPostDraft(aPost({ tags: ['t1'], categoryId: 'c1', gmbPostDetails: { gmbEventType: 'OFFER' } })),
    ).toEqual({
      accountIds: ['a'],
      userId: 'user-1',
      type: 'post',
      status: 'scheduled',
      summary: 'Fresh bread',
      media: [
        {
          url: 'https://cdn.example/loaf.PNG?v=2',
          type: 'image/png',
          thumbnail: 'https://cdn.example/t.png',
        },
      ],
      tags: ['t1'],
      scheduleDate: '2027-01-01T09:00:00.000Z',
      categoryId: 'c1',
      gmbPostDetails: { gmbEventType: 'OFFER' },
    })
  })

  test.each([
    [{ url: 'https://x/a', type: 'video' }, 'video/mp4'],
    [{ url: 'https://x/a' }, 'image/jpeg'],
    [{ url: 'https://x/a.mov', type: 'video' }, 'video/mov'],
    [{ url: 'https://x/a.mp4', type: 'image' }, 'image/jpeg'],
    [{ url: 'https://x/a.constructor' }, 'image/jpeg'],
    [{ url: 'https://x/a.png', type: 'image/gif' }, 'image/gif'],
  ])('knows the MIME type of %j', (media, type) => {
    expect(toPostDraft(aPost({ media: [media] })).media?.[0]?.type).toBe(type)
  })

  test('keeps who approves', () => {
    const postApprovalDetails = {
      approverUser: { id: 'boss' },
      approvalStatus: 'pending',
      requesterNote: 'please',
    }
    expect(toPostDraft(aPost({ status: 'in_review', postApprovalDetails })).postApprovalDetails).toEqual({
      approver: 'boss',
      approvalStatus: 'pending',
      requesterNote: 'please',
    })
  })

  test.each(['published', 'failed', undefined])('cannot be made of a post that is %s', (status) => {
    expect(() => toPostDraft(aPost({ status }))).toThrowError(
      expect.objectContaining({ code: 'invalid_call' }),
    )
  })

  test('asks for a user when the post names none', () => {
    const post = aPost({ createdBy: undefined })
    expect(() => toPostDraft(post)).toThrowError(expect.objectContaining({ code: 'invalid_call' }))
    expect(toPostDraft(post, { userId: 'me' }).userId).toBe('me')
  })
})
