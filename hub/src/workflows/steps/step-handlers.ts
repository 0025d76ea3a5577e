import type { StepType } from '../definition/workflow-definition.ts'
import { callStep, sendMessageStep, updateContactTagsStep } from './call-steps.ts'
import { mapStep, pullStatisticsStep, saveTagDetailsStep, transformStep, writeStep } from './data-steps.ts'
import { httpStep } from './http-step.ts'
import type { StepHandler } from './step.types.ts'

const handlers = {
  call: callStep,
  send_message: sendMessageStep,
  update_contact_tags: updateContactTagsStep,
  http: httpStep,
  map: mapStep,
  write: writeStep,
  transform: transformStep,
  save_tag_details: saveTagDetailsStep,
  pull_statistics: pullStatisticsStep,
}

/** The handler of a kind of step; undefined for those that decide, wait or repeat. */
export const handlerOf = (type: StepType): StepHandler | undefined =>
  Object.hasOwn(handlers, type) ? (handlers as unknown as Record<string, StepHandler>)[type] : undefined
