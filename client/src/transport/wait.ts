import { setTimeout as sleep } from 'node:timers/promises'
import { RemoteError } from '../client.errors.ts'

/**
 * Resolves after a pause.
 * @throws RemoteError `aborted` when the signal fires first
 */
export async function wait(pauseMs: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await sleep(pauseMs, undefined, signal ? { signal } : {})
  } catch (cause) {
    throw abortedError(signal, cause)
  }
}

/** The error of a call its caller cancelled. */
export function abortedError(signal: AbortSignal | undefined, cause?: unknown): RemoteError {
  return new RemoteError('aborted', 'The call was cancelled by its caller', {
    cause: signal?.reason ?? cause,
  })
}
