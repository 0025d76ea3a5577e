export { createCrm } from './create-crm.ts'
export { createCrmHandlers } from './create-crm-handlers.ts'
export type * from './crm.types.ts'
