import type {
  CatalogEntry,
  OperationAnswer,
  OperationDefinition,
  OperationPlan,
} from '@causeway/hub/contract'
import { useState } from 'react'
import { useCallOperation } from '../../data/calls.ts'
import { HubProblem } from '../../data/hub-problem.ts'
import type { FormCall } from '../../data/send-form.ts'
import { callAddress } from './call-address.ts'
import { type CallFile, chosenFiles, firstFiles, formFieldsOf, takesFiles } from './call-files.ts'
import { callValuesOf, firstValues, type FormValues } from './form-schema.ts'
import { issueErrors } from './issue-errors.ts'

const noErrors = {}

type How = { isDryRun: boolean; isFresh: boolean; isConfirmed: boolean }

/** What somebody who tries an operation has filled in, and what came of it. */
export function useTrial(
  entry: CatalogEntry,
  definition: OperationDefinition,
  locationId: string | undefined,
) {
  const [values, setValues] = useState<FormValues>(() => firstValues(definition, locationId))
  const [files, setFiles] = useState<CallFile[]>(() => firstFiles(definition))
  const [errors, setErrors] = useState<object>(noErrors)
  const [result, setResult] = useState<OperationAnswer | OperationPlan>()
  const call = useCallOperation()
  const send = (sent: FormValues, how: How) => {
    setErrors(noErrors)
    call.mutate(
      takesFiles(definition)
        ? formCallOf(definition, sent, files, locationId, how)
        : {
            operation: entry.id,
            generation: definition.generation,
            ...callValuesOf(sent),
            ...(locationId === undefined ? {} : { locationId }),
            dryRun: how.isDryRun,
            fresh: how.isFresh,
            confirm: how.isConfirmed,
          },
      {
        onSuccess: setResult,
        onError: (error) => {
          setResult(undefined)
          if (error instanceof HubProblem) setErrors(issueErrors(error.details))
        },
      },
    )
  }
  return {
    values,
    change: (changed: FormValues) => {
      setValues(changed)
      setErrors(noErrors)
    },
    files,
    changeFiles: setFiles,
    errors,
    result,
    send,
    isSending: call.isPending,
    problem: call.error,
  }
}

/** Files travel as they are: on the CRM's own path, as an app would send them. */
function formCallOf(
  definition: OperationDefinition,
  values: FormValues,
  files: CallFile[],
  locationId: string | undefined,
  { isDryRun, isConfirmed }: How,
): FormCall {
  const { path, query, body } = callValuesOf(values)
  const form = new FormData()
  for (const [name, value] of formFieldsOf(body)) form.append(name, value)
  for (const { field, file } of chosenFiles(files)) form.append(field, file)
  return {
    form,
    method: definition.method === 'PUT' ? 'PUT' : 'POST',
    address: callAddress(definition, { path, query }),
    version: definition.versions[0],
    locationId,
    isDryRun,
    isConfirmed,
  }
}
