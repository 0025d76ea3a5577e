import type { OperationAnswer } from '../../simulator.types.ts'
import type { CrmCall, CustomValue } from '../crm.types.ts'
import { bodyOf, notFound, paramOf, textOf } from '../read-call.ts'
import { keyOf } from './custom-fields.ts'

const presentValue = ({ contents }: CrmCall, value: CustomValue) => ({
  ...value,
  locationId: contents.location.id,
})

function valueInPath(call: CrmCall): CustomValue {
  const id = paramOf(call, 'id')
  const value = call.contents.customValues.find((one) => one.id === id)
  if (value === undefined) throw notFound('Custom value', id)
  return value
}

export const listCustomValues = (call: CrmCall): OperationAnswer => ({
  body: { customValues: call.contents.customValues.map((value) => presentValue(call, value)) },
})

export const getCustomValue = (call: CrmCall): OperationAnswer => ({
  body: { customValue: presentValue(call, valueInPath(call)) },
})

export function createCustomValue(call: CrmCall): OperationAnswer {
  const name = textOf(bodyOf(call), 'name') ?? ''
  const value: CustomValue = {
    id: call.crm.nextId('custom-value'),
    name,
    fieldKey: `{{ custom_values.${keyOf(name)} }}`,
    value: textOf(bodyOf(call), 'value') ?? '',
  }
  call.contents.customValues.push(value)
  return { body: { customValue: presentValue(call, value) } }
}

/** The key stays what the first name made it, since templates use it. */
export function updateCustomValue(call: CrmCall): OperationAnswer {
  const value = valueInPath(call)
  value.name = textOf(bodyOf(call), 'name') ?? value.name
  value.value = textOf(bodyOf(call), 'value') ?? value.value
  return { body: { customValue: presentValue(call, value) } }
}

export function deleteCustomValue(call: CrmCall): OperationAnswer {
  const value = valueInPath(call)
  call.contents.customValues = call.contents.customValues.filter((one) => one !== value)
  return { body: { succeded: true } }
}
