import type { CrmHandler } from '../crm.types.ts'
import {
  cancelEmail,
  cancelMessage,
  setAttachments,
  setEmailStatus,
  setMessageStatus,
} from './change-messages.ts'
import {
  createConversation,
  deleteConversation,
  getConversation,
  updateConversation,
} from './conversations.ts'
import { addInboundMessage, addOutboundCall } from './log-messages.ts'
import {
  changeSubscription,
  createSubtype,
  getSubscriptions,
  listSubtypes,
  updateSubtype,
} from './preferences.ts'
import { exportMessages, getEmail, getMessage, listMessages } from './read-messages.ts'
import { downloadTranscription, getRecording, getTranscription } from './recordings.ts'
import { searchConversations } from './search-conversations.ts'
import { sendMessage, sendReviewReply } from './send-message.ts'
import { completeUpload, initiateUpload, uploadAttachments } from './uploads.ts'

/** Every operation of the module `conversations`, by its short name. */
export const conversationHandlers: Record<string, CrmHandler> = {
  'search-conversation': searchConversations,
  'create-conversation': createConversation,
  'get-conversation': getConversation,
  'update-conversation': updateConversation,
  'delete-conversation': deleteConversation,
  'get-messages': listMessages,
  'get-message': getMessage,
  'get-email-by-id': getEmail,
  'export-messages-by-location': exportMessages,
  'send-a-new-message': sendMessage,
  'send-review-reply': sendReviewReply,
  'add-an-inbound-message': addInboundMessage,
  'add-an-outbound-message': addOutboundCall,
  'update-message-status': setMessageStatus,
  'update-email-message-status': setEmailStatus,
  'add-message-attachments': setAttachments,
  'cancel-scheduled-message': cancelMessage,
  'cancel-scheduled-email-message': cancelEmail,
  'upload-file-attachments': uploadAttachments,
  'initiate-file-upload': initiateUpload,
  'complete-file-upload': completeUpload,
  'get-message-recording': getRecording,
  'get-message-transcription': getTranscription,
  'download-message-transcription': downloadTranscription,
  // Typing shows on the visitor's screen only; there is nothing to keep.
  'live-chat-agent-typing': () => ({ body: { success: true } }),
  'create-custom-subtype': createSubtype,
  'get-all-custom-subtypes': listSubtypes,
  'update-custom-subtype': updateSubtype,
  'get-contact-unsubscription-status': getSubscriptions,
  'user-subscription-change': changeSubscription,
}
