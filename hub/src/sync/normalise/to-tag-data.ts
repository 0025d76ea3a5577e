import type { Tag } from '@causeway/client'
import type { TagData } from '../../store/record.types.ts'

export const toTagData = (tag: Tag): TagData => ({ name: tag.name })
