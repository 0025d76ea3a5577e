import type { Category } from '@causeway/client'
import type { CategoryData } from '../../store/record.types.ts'
import { textOrNull } from './plain-values.ts'

export const toCategoryData = (category: Category): CategoryData => ({
  name: category.name,
  primaryColor: textOrNull(category.primaryColor),
  secondaryColor: textOrNull(category.secondaryColor),
})
