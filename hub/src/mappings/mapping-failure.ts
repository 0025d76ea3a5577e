/** Why a value could not be made; the row is refused with it, the others go on. */
export class MappingFailure extends Error {
  override readonly name = 'MappingFailure'
}

/** A value as a person recognises it, cut short. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 80 ? `${text.slice(0, 77)}…` : text
}
