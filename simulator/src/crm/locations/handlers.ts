import type { CompanyHandler } from '../company-call.ts'
import type { CrmHandler } from '../crm.types.ts'
import {
  createCustomField,
  deleteCustomField,
  getCustomField,
  listCustomFields,
  updateCustomField,
  uploadFieldFiles,
} from './custom-fields.ts'
import {
  createCustomValue,
  deleteCustomValue,
  getCustomValue,
  listCustomValues,
  updateCustomValue,
} from './custom-values.ts'
import {
  createLocation,
  deleteLocation,
  getLocation,
  getPermissions,
  listChannels,
  listTimezones,
  searchLocations,
  setPermissions,
  updateLocation,
} from './locations.ts'
import {
  createRecurringTask,
  deleteRecurringTask,
  getRecurringTask,
  updateRecurringTask,
} from './recurring-tasks.ts'
import { searchTasks } from './search-tasks.ts'
import { createTag, deleteTag, getTag, listTags, renameTag } from './tags.ts'
import { deleteTemplate, listTemplates } from './templates.ts'

/** Operations of the module `locations` about one location, by their short names. */
export const locationHandlers: Record<string, CrmHandler> = {
  'get-location': getLocation,
  'put-location': updateLocation,
  'delete-location': deleteLocation,
  'get-timezones': listTimezones,
  'get-location-permissions': getPermissions,
  'update-location-permissions': setPermissions,
  'get-conversation-channel': listChannels,
  'get-location-tags': listTags,
  'get-tag-by-id': getTag,
  'create-tag': createTag,
  'update-tag': renameTag,
  'delete-tag': deleteTag,
  'task-search': searchTasks,
  'get-custom-fields': listCustomFields,
  'get-custom-field': getCustomField,
  'create-custom-field': createCustomField,
  'update-custom-field': updateCustomField,
  'delete-custom-field': deleteCustomField,
  'upload-file-custom-fields': uploadFieldFiles,
  'get-custom-values': listCustomValues,
  'get-custom-value': getCustomValue,
  'create-custom-value': createCustomValue,
  'update-custom-value': updateCustomValue,
  'delete-custom-value': deleteCustomValue,
  'get-all-or-email-sms-templates': listTemplates,
  'delete-an-email-sms-template': deleteTemplate,
  'create-recurring-task': createRecurringTask,
  'get-recurring-task-by-id': getRecurringTask,
  'update-recurring-task': updateRecurringTask,
  'delete-recurring-task': deleteRecurringTask,
}

/** Operations of the module `locations` that name no location. */
export const placeHandlers: Record<string, CompanyHandler> = {
  'search-locations': searchLocations,
  'create-location': createLocation,
}
