import { InvalidArgumentError } from 'commander'

const unitMs = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** Reads `90s`, `15m`, `1h`, `7d` (so long ago) or an instant such as `2026-03-01T00:00:00Z`, for an option. */
export function readSince(text: string, now = new Date()): Date {
  const [, count, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? []
  if (count !== undefined)
    return new Date(now.getTime() - Number(count) * unitMs[unit as keyof typeof unitMs])
  const instant = new Date(text)
  if (!/^\d{4}-\d{2}-\d{2}/.test(text) || Number.isNaN(instant.getTime()))
    throw new InvalidArgumentError('Write how long ago (30m, 1h, 7d) or an instant (2026-03-01T00:00:00Z).')
  return instant
}
