import type { GatewayCaller } from '../gateway/gateway.types.ts'

/** Gives a caller less than it may: never more, whatever is asked for. */
export function narrowCaller(
  caller: GatewayCaller,
  { isReadOnly, locationIds }: { isReadOnly: boolean; locationIds: readonly string[] | undefined },
): GatewayCaller {
  const { permissions } = caller
  return {
    ...caller,
    permissions: isReadOnly ? (permissions ?? ['read']).filter((one) => one === 'read') : permissions,
    locationIds:
      locationIds === undefined
        ? caller.locationIds
        : locationIds.filter((id) => caller.locationIds === null || caller.locationIds.includes(id)),
  }
}
