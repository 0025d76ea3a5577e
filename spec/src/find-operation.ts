import { generations, listModules, loadModule } from './load-module.ts'
import type { Operation } from './operation.types.ts'

/**
 * The operation with this id (`v3.social-planner.get-posts`), or undefined when GHL publishes none.
 * Loads only the module the id names.
 */
export function findOperation(id: string): Operation | undefined {
  const [first, module, name] = id.split('.')
  const generation = generations.find((one) => one === first)
  if (!generation || module === undefined || name === undefined) return undefined
  if (!listModules(generation).includes(module)) return undefined
  return loadModule(generation, module).operations.find((operation) => operation.id === id)
}
