/** A connection that ended is used for so long; its calls then fail with the reason. */
const rememberMs = 1000
const mostRemembered = 2000

/**
 * Remembers what a question was answered with for a second. Failures are not remembered: who mends a connection tries
 * again at once.
 */
export function rememberOpened<Given extends readonly unknown[], Opened>(
  open: (...given: Given) => Promise<Opened>,
  keyOf: (...given: Given) => string,
): (...given: Given) => Promise<Opened> {
  const known = new Map<string, { until: number; opened: Opened }>()
  return async (...given) => {
    const key = keyOf(...given)
    const found = known.get(key)
    if (found !== undefined && found.until > performance.now()) return found.opened
    const opened = await open(...given)
    if (known.size >= mostRemembered) known.clear()
    known.set(key, { until: performance.now() + rememberMs, opened })
    return opened
  }
}
