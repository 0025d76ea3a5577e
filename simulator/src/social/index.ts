export { createSocialHandlers } from './create-social-handlers.ts'
