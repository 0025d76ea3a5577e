/** An instant as a `datetime-local` input wants it: the viewer's own time, to the minute. */
export function localInputValue(instant: Date): string {
  const shifted = new Date(instant.getTime() - instant.getTimezoneOffset() * 60_000)
  return shifted.toISOString().slice(0, 16)
}
