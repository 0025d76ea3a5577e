import type { ModuleWording } from './wording.types.ts'

/** Messages over all channels. */
export const conversations: ModuleWording = {
  'send-a-new-message': {
    title: 'Send a message',
    summary:
      'Sends an SMS, e-mail, WhatsApp, Instagram, Facebook, TikTok or live chat message to a contact, now or later. The answer says it is queued, not that it arrived; a contact who does not want the channel is refused.',
    keywords: ['text', 'write', 'mail', 'email', 'whatsapp', 'rcs', 'template', 'schedule', 'reply', 'dm'],
  },
  'search-conversation': {
    title: 'Search conversations',
    summary:
      'Finds conversations of a location by contact, channel, user, or whether they are unread, starred or recent.',
    keywords: ['list', 'inbox', 'unread', 'threads', 'chats'],
  },
  'get-conversation': {
    title: 'Get a conversation',
    summary: 'Gives one conversation: with whom it is, how many messages are unread and whose it is.',
    keywords: ['thread', 'chat', 'inbox'],
  },
  'create-conversation': {
    title: 'Create a conversation',
    summary: 'Opens a conversation with a contact; sending a message does so by itself.',
    keywords: ['thread', 'chat', 'start'],
  },
  'update-conversation': {
    title: 'Change a conversation',
    summary: 'Changes whether a conversation is starred, how many messages are unread, or what came last.',
    keywords: ['edit', 'star', 'mark read', 'thread'],
  },
  'delete-conversation': {
    title: 'Delete a conversation',
    summary: 'Deletes a conversation with its messages. It cannot be undone.',
    keywords: ['remove', 'thread'],
  },
  'get-messages': {
    title: 'List messages of a conversation',
    summary:
      'Lists the messages of a conversation, newest first; the id of the last one leads to the page before.',
    keywords: ['history', 'thread', 'chat', 'sms', 'emails'],
  },
  'get-message': {
    title: 'Get a message',
    summary:
      'Gives one message with its channel, direction, text and whether it was delivered, read or failed.',
    keywords: ['status', 'delivery', 'sms'],
  },
  'get-email-by-id': {
    title: 'Get an e-mail',
    summary: 'Gives one e-mail with its text and attachments, by the id of the e-mail.',
    keywords: ['email', 'mail', 'body', 'html'],
  },
  'export-messages-by-location': {
    title: 'Export messages',
    summary:
      'Lists all messages of a location, by channel and date, with a cursor to the next page; made for copying them.',
    keywords: ['dump', 'backup', 'history', 'all messages', 'download'],
  },
  'add-an-inbound-message': {
    title: 'Record an incoming message',
    summary: 'Writes a message that a contact sent through a channel of your own into the conversation.',
    keywords: ['receive', 'inbound', 'provider', 'custom channel', 'log'],
  },
  'add-an-outbound-message': {
    title: 'Record an outgoing call',
    summary: 'Writes a phone call that was made outside of the CRM into the conversation.',
    keywords: ['outbound', 'provider', 'external', 'log', 'phone'],
  },
  'update-message-status': {
    title: 'Change the status of a message',
    summary:
      'Says what became of a message of your own channel: delivered, read or failed with why. Refused until the message was handed to the channel.',
    keywords: ['delivery', 'provider', 'failed', 'read'],
  },
  'update-email-message-status': {
    title: 'Change the status of an e-mail',
    summary: 'Says what became of an e-mail of your own channel.',
    keywords: ['email', 'delivery', 'provider', 'failed'],
  },
  'cancel-scheduled-message': {
    title: 'Cancel a scheduled message',
    summary: 'Stops a message that was to be sent later.',
    keywords: ['unschedule', 'stop', 'sms'],
  },
  'cancel-scheduled-email-message': {
    title: 'Cancel a scheduled e-mail',
    summary: 'Stops an e-mail that was to be sent later.',
    keywords: ['unschedule', 'stop', 'email', 'mail'],
  },
  'upload-file-attachments': {
    title: 'Upload attachments',
    summary: 'Takes files and gives their addresses, to be sent with a message.',
    keywords: ['file', 'mms', 'send file'],
  },
  'initiate-file-upload': {
    title: 'Start a large upload',
    summary: 'Gives an address to which a large file for a message is uploaded.',
    keywords: ['attachment', 'file', 'signed url'],
  },
  'complete-file-upload': {
    title: 'Finish a large upload',
    summary: 'Says that a large file is uploaded, and gives its address to be sent with a message.',
    keywords: ['attachment', 'file'],
  },
  'add-message-attachments': {
    title: 'Add attachments to a message',
    summary: 'Adds files, by their addresses, to a message that is recorded already.',
    keywords: ['file', 'image', 'media'],
  },
  'get-message-recording': {
    title: 'Get the recording of a call',
    summary: 'Gives the sound of a recorded phone call as a WAV file.',
    keywords: ['audio', 'phone', 'voice', 'download'],
  },
  'get-message-transcription': {
    title: 'Get the transcript of a call',
    summary: 'Gives what was said in a recorded phone call, sentence by sentence.',
    keywords: ['text', 'speech', 'voice', 'transcription'],
  },
  'download-message-transcription': {
    title: 'Download the transcript of a call',
    summary: 'Gives what was said in a recorded phone call as a text file.',
    keywords: ['text', 'speech', 'voice', 'transcription', 'file'],
  },
  'send-review-reply': {
    title: 'Reply to a review',
    summary: 'Answers a review of the business where it was written.',
    keywords: ['google', 'facebook', 'rating', 'reputation', 'send'],
  },
  'live-chat-agent-typing': {
    title: 'Show typing in live chat',
    summary: 'Shows the visitor of a live chat that somebody is typing.',
    keywords: ['indicator', 'widget', 'presence'],
  },
  'get-all-custom-subtypes': {
    title: 'List message topics',
    summary: 'Lists the kinds of e-mail and SMS that a location lets contacts unsubscribe from one by one.',
    keywords: ['subscription', 'preferences', 'unsubscribe', 'subtype', 'email'],
  },
  'create-custom-subtype': {
    title: 'Create a message topic',
    summary: 'Adds a kind of e-mail or SMS that contacts can unsubscribe from by itself.',
    keywords: ['subscription', 'preferences', 'unsubscribe', 'subtype', 'email'],
  },
  'update-custom-subtype': {
    title: 'Change a message topic',
    summary: 'Changes the name or text of a kind of e-mail or SMS that contacts can unsubscribe from.',
    keywords: ['subscription', 'preferences', 'subtype', 'email', 'edit'],
  },
  'get-contact-unsubscription-status': {
    title: 'Get what a contact unsubscribed from',
    summary: 'Tells from which kinds of message a contact has unsubscribed.',
    keywords: ['subscription', 'preferences', 'consent', 'opt out', 'email'],
  },
  'user-subscription-change': {
    title: 'Subscribe or unsubscribe a contact',
    summary: 'Changes from which kinds of message a contact is unsubscribed, in the name of a user.',
    keywords: ['subscription', 'preferences', 'consent', 'opt out', 'opt in', 'email'],
  },
}
