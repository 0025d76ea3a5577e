export { createWorld, type WorldOptions } from './create-world.ts'
export type * from './world.types.ts'
