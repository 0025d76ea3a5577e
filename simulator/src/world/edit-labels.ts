import { plainRefusal } from '../simulator.types.ts'
import { authorIdsOf } from './compose-post.ts'
import type { Category, LocationContents, Tag, World } from './world.types.ts'

/** What people do to tags and categories in the CRM's own screens; its API can do none of it (facts 6.2). */
export type TagDraft = Parameters<World['createTag']>[0]
export type CategoryDraft = Parameters<World['createCategory']>[0]

const mustNotBeEmpty = (name: string, text: string): void => {
  if (text.trim() === '') throw plainRefusal(422, [`${name} should not be empty`])
}

/** The label with an id, wherever it is. Throws 404 for an unknown one. */
function findLabel<T extends { id: string }>(
  world: World,
  kind: string,
  id: string,
  listOf: (contents: LocationContents) => T[],
): T {
  for (const location of world.locations) {
    const found = listOf(world.contentsOf(location.id)).find((label) => label.id === id)
    if (found !== undefined) return found
  }
  throw plainRefusal(404, `${kind} ${id} does not exist`)
}

const findTag = (world: World, tagId: string): Tag => findLabel(world, 'Tag', tagId, ({ tags }) => tags)

/** What every new label has, whoever makes it. */
function newLabel(world: World, contents: LocationContents, kind: string, createdBy: string | undefined) {
  const now = world.clock.now()
  return {
    id: world.nextId(kind),
    locationId: contents.location.id,
    createdBy: createdBy ?? authorIdsOf(world, contents)[0] ?? '',
    createdAt: now,
    updatedAt: now,
    isDeleted: false,
  }
}

export function createTag(world: World, draft: TagDraft): Tag {
  const contents = world.contentsOf(draft.locationId)
  mustNotBeEmpty('tag', draft.tag)
  const tag: Tag = { ...newLabel(world, contents, 'tag', draft.createdBy), tag: draft.tag }
  contents.tags.push(tag)
  return tag
}

export function renameTag(world: World, tagId: string, name: string): Tag {
  mustNotBeEmpty('tag', name)
  return Object.assign(findTag(world, tagId), { tag: name, updatedAt: world.clock.now() })
}

export const deleteTag = (world: World, tagId: string): Tag =>
  Object.assign(findTag(world, tagId), { isDeleted: true, updatedAt: world.clock.now() })

export function createCategory(world: World, draft: CategoryDraft): Category {
  const contents = world.contentsOf(draft.locationId)
  mustNotBeEmpty('name', draft.name)
  const category: Category = {
    ...newLabel(world, contents, 'category', draft.createdBy),
    name: draft.name,
    primaryColor: draft.primaryColor ?? '#004EEB',
    secondaryColor: draft.secondaryColor ?? '#EFF4FF',
  }
  contents.categories.push(category)
  return category
}

export function deleteCategory(world: World, categoryId: string): Category {
  const category = findLabel(world, 'Category', categoryId, ({ categories }) => categories)
  return Object.assign(category, { isDeleted: true, updatedAt: world.clock.now() })
}
