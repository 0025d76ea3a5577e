import type { GatewayCaller } from '../../gateway/gateway.types.ts'
import type { Caller } from '../access/caller.types.ts'

/** Whoever calls the API, as the gateway knows them. */
export function gatewayCaller(caller: Caller): GatewayCaller {
  if (caller.kind === 'key') {
    const { keyId, name, permissions, locationIds } = caller
    return { kind: 'key', id: keyId, name, permissions, locationIds }
  }
  if (caller.kind === 'person') {
    const { id, name } = caller.user
    return { kind: 'person', id, name, permissions: null, locationIds: null }
  }
  return { kind: 'operator', id: null, name: 'operator', permissions: null, locationIds: null }
}
