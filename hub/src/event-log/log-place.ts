/** A position of the log that can be compared. */
export interface LogPlace {
  xid: bigint
  seq: number
}

export const beginningOfLog: LogPlace = { xid: 0n, seq: 0 }

/** Reads a position as the store writes them. */
export function placeOf(position: string): LogPlace {
  const [xid = '0', seq = '0'] = position.split('-')
  return { xid: BigInt(xid), seq: Number(seq) }
}

export const isFurther = (one: LogPlace, other: LogPlace): boolean =>
  one.xid === other.xid ? one.seq > other.seq : one.xid > other.xid

export const furtherOf = (one: LogPlace, other: LogPlace): LogPlace => (isFurther(one, other) ? one : other)

export const positionOf = ({ xid, seq }: LogPlace): string => `${xid}-${seq}`
