/** One message of a `text/event-stream`. */
export type StreamMessage = { id: string | undefined; event: string; data: string }

/**
 * Takes a stream's text in any pieces and gives the messages that are complete.
 * Comments (heartbeats) give nothing; a message without data is dropped, as the standard says.
 */
export function createStreamParser() {
  let rest = ''
  let message: { id: string | undefined; event: string; data: string[] } = emptyMessage()

  function takeLine(line: string): StreamMessage | undefined {
    if (line === '') {
      const { id, event, data } = message
      message = emptyMessage()
      return data.length === 0 ? undefined : { id, event, data: data.join('\n') }
    }
    const colon = line.indexOf(':')
    const field = colon === -1 ? line : line.slice(0, colon)
    const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '')
    if (field === 'id') message.id = value
    if (field === 'event') message.event = value
    if (field === 'data') message.data.push(value)
    return undefined
  }

  return (piece: string): StreamMessage[] => {
    // A lone \r at the end may be half of \r\n: it waits for the next piece.
    const text = rest + piece
    const lines = text.split(/\r\n|\n|\r(?!$)/)
    rest = lines.pop() ?? ''
    return lines.flatMap((line) => takeLine(line) ?? [])
  }
}

const emptyMessage = () => ({ id: undefined, event: 'message', data: [] as string[] })
