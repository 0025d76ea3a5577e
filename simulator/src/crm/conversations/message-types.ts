import type { DndChannel, MessageChannel } from '../crm.types.ts'

const typeNames: Record<MessageChannel, string> = {
  SMS: 'TYPE_SMS',
  RCS: 'TYPE_RCS',
  Email: 'TYPE_EMAIL',
  WhatsApp: 'TYPE_WHATSAPP',
  GMB: 'TYPE_GMB',
  IG: 'TYPE_INSTAGRAM',
  FB: 'TYPE_FACEBOOK',
  Custom: 'TYPE_CUSTOM_SMS',
  WebChat: 'TYPE_WEBCHAT',
  Live_Chat: 'TYPE_LIVE_CHAT',
  Call: 'TYPE_CALL',
  IVR_Call: 'TYPE_IVR_CALL',
  Campaign_Call: 'TYPE_CAMPAIGN_CALL',
  Campaign_VoiceMail: 'TYPE_CAMPAIGN_VOICEMAIL',
  TIKTOK: 'TYPE_TIKTOK',
  ALL_IN_ONE_CHAT: 'TYPE_LIVE_CHAT',
  FORM_SUBMISSION: 'TYPE_FORM_SUBMISSION',
}

/** The numbers that messages carry beside the words; those of the newer channels are ours. */
const typeNumbers: Record<string, number> = {
  TYPE_CALL: 1,
  TYPE_SMS: 2,
  TYPE_EMAIL: 3,
  TYPE_WEBCHAT: 5,
  TYPE_CAMPAIGN_CALL: 8,
  TYPE_CAMPAIGN_VOICEMAIL: 10,
  TYPE_FACEBOOK: 11,
  TYPE_GMB: 15,
  TYPE_INSTAGRAM: 18,
  TYPE_WHATSAPP: 19,
  TYPE_CUSTOM_SMS: 20,
  TYPE_IVR_CALL: 24,
  TYPE_LIVE_CHAT: 29,
  TYPE_RCS: 40,
  TYPE_TIKTOK: 41,
  TYPE_FORM_SUBMISSION: 42,
}

/** `SMS` is `TYPE_SMS` once it is sent. */
export const typeNameOf = (channel: MessageChannel): string => typeNames[channel]

export const typeNumberOf = (channel: MessageChannel): number => typeNumbers[typeNames[channel]] ?? 0

/** The words the export filters by differ from those a sender uses. */
export const exportNames: Record<string, MessageChannel> = {
  Call: 'Call',
  SMS: 'SMS',
  Email: 'Email',
  WhatsApp: 'WhatsApp',
  Instagram: 'IG',
  Facebook: 'FB',
}

/** Which do-not-disturb setting a channel obeys; channels without one obey only the one for all. */
export const dndChannelOf: Partial<Record<MessageChannel, DndChannel>> = {
  SMS: 'SMS',
  RCS: 'SMS',
  Custom: 'SMS',
  Email: 'Email',
  WhatsApp: 'WhatsApp',
  GMB: 'GMB',
  FB: 'FB',
  Call: 'Call',
}

/** Networks that take free text only for a day after the customer's last word (facts 7.3). */
export const windowedChannels: readonly MessageChannel[] = ['WhatsApp', 'IG', 'FB', 'TIKTOK']

/** How conversations are classed: as a word in searches, as a number when read by id. */
export function conversationTypeOf(channel: MessageChannel | undefined): { name: string; number: number } {
  if (channel === 'Email') return { name: 'TYPE_EMAIL', number: 2 }
  if (channel === 'FB' || channel === 'IG') return { name: 'TYPE_FB_MESSENGER', number: 3 }
  if (channel === 'GMB') return { name: 'TYPE_REVIEW', number: 4 }
  return { name: 'TYPE_PHONE', number: 1 }
}
