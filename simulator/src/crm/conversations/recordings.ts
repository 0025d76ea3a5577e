import { type OperationAnswer, plainRefusal } from '../../simulator.types.ts'
import type { CrmCall, Message } from '../crm.types.ts'
import { findMessage, paramOf } from '../read-call.ts'

const sentence = 'Thank you for calling, this call may be recorded.'

/** Only calls have a recording and a transcription. */
function callInPath(call: CrmCall): Message {
  const message = findMessage(call, paramOf(call, 'messageId'))
  if (message.call === undefined) throw plainRefusal(404, 'Recording not found')
  return message
}

/** Half a second of silence: 8 kHz, 8 bit, one channel. */
function silence(): Buffer {
  const sampleRate = 8_000
  const samples = Buffer.alloc(sampleRate / 2, 128)
  const header = Buffer.alloc(44)
  header.write('RIFF', 0)
  header.writeUInt32LE(36 + samples.length, 4)
  header.write('WAVEfmt ', 8)
  header.writeUInt32LE(16, 16)
  header.writeUInt16LE(1, 20)
  header.writeUInt16LE(1, 22)
  header.writeUInt32LE(sampleRate, 24)
  header.writeUInt32LE(sampleRate, 28)
  header.writeUInt16LE(1, 32)
  header.writeUInt16LE(8, 34)
  header.write('data', 36)
  header.writeUInt32LE(samples.length, 40)
  return Buffer.concat([header, samples])
}

export function getRecording(call: CrmCall): OperationAnswer {
  callInPath(call)
  return { file: { filename: 'audio.wav', contentType: 'audio/x-wav', bytes: silence() } }
}

export function getTranscription(call: CrmCall): OperationAnswer {
  callInPath(call)
  return {
    body: {
      mediaChannel: 1,
      sentenceIndex: 0,
      startTime: 0,
      endTime: 2_400,
      transcript: sentence,
      confidence: 0.94,
    },
  }
}

export function downloadTranscription(call: CrmCall): OperationAnswer {
  callInPath(call)
  const bytes = Buffer.from(`${sentence}\n`)
  return { file: { filename: 'transcription.txt', contentType: 'text/plain; charset=utf-8', bytes } }
}
