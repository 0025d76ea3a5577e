import type { LocationPlan } from './businesses.ts'
import { integerOf, pickFrom } from './chance.ts'
import { objectIdOf } from './make-ids.ts'
import { phrasebooks } from './phrases.ts'
import { dayMs, dayNumberOf } from './time.ts'
import type { Category, Tag } from './world.types.ts'

const seasons = ['Spring', 'Summer', 'Autumn', 'Winter']

/** The business's own words first; a large vocabulary goes on with "Camping · Spring 25". */
function labelAt(words: string[], index: number): string {
  const round = Math.floor(index / words.length)
  const word = words[index % words.length] ?? 'General'
  if (round === 0) return word
  return `${word} · ${seasons[(round - 1) % seasons.length]} ${22 + Math.floor((round - 1) / seasons.length)}`
}

interface LabelScope {
  seed: number
  locationId: string
  plan: LocationPlan
  userIds: string[]
  anchor: Date
  count: number
}

/** Labels were made over the two years before the first posts. */
const createdAtOf = (scope: LabelScope, kind: string, index: number): Date => {
  const day = dayNumberOf(scope.anchor)
  const daysAgo = 420 + integerOf(0, 300, scope.seed, kind, scope.locationId, index)
  return new Date(
    (day - daysAgo) * dayMs + integerOf(0, dayMs - 1, scope.seed, kind, scope.locationId, index, 't'),
  )
}

export function makeTags(scope: LabelScope): Tag[] {
  const words = phrasebooks[scope.plan.kind].tags
  return Array.from({ length: scope.count }, (_, index) => {
    const createdAt = createdAtOf(scope, 'tag', index)
    return {
      id: objectIdOf(scope.seed, 'tag', scope.locationId, index),
      locationId: scope.locationId,
      tag: labelAt(words, index),
      createdBy: pickFrom(scope.userIds, scope.seed, 'tag-by', scope.locationId, index),
      createdAt,
      updatedAt: createdAt,
      isDeleted: false,
    }
  })
}

const palette: readonly (readonly [primary: string, secondary: string])[] = [
  ['#004EEB', '#EFF4FF'],
  ['#087443', '#EDFCF2'],
  ['#B54708', '#FFFAEB'],
  ['#C11574', '#FDF2FA'],
  ['#6938EF', '#F4F3FF'],
  ['#0E7090', '#ECFDFF'],
]

export function makeCategories(scope: LabelScope): Category[] {
  const words = phrasebooks[scope.plan.kind].categories
  return Array.from({ length: scope.count }, (_, index) => {
    const createdAt = createdAtOf(scope, 'category', index)
    const [primaryColor, secondaryColor] = pickFrom(palette, index)
    return {
      id: objectIdOf(scope.seed, 'category', scope.locationId, index),
      locationId: scope.locationId,
      name: labelAt(words, index),
      primaryColor,
      secondaryColor,
      createdBy: pickFrom(scope.userIds, scope.seed, 'category-by', scope.locationId, index),
      createdAt,
      updatedAt: createdAt,
      isDeleted: false,
    }
  })
}
