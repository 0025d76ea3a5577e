import { ActionIcon, Group, Select, Tooltip } from '@mantine/core'
import { IconBraces } from '@tabler/icons-react'
import { withTheme, type IChangeEvent } from '@rjsf/core'
import { generateTheme } from '@rjsf/mantine'
import type { RJSFSchema, ValidatorType, WidgetProps } from '@rjsf/utils'
import { createContext, useContext, useState } from 'react'
import type { FormValues } from '../../catalog-entry/form-schema.ts'
import {
  ListTemplate,
  NoErrorsApart,
  NoTitle,
  ObjectOrJsonField,
  ObjectTemplate,
  TitleTemplate,
} from '../../catalog-entry/form-templates.tsx'
import { JsonField } from '../../catalog-entry/json-field.tsx'
import type { JsonSchema } from '../../catalog-entry/json-schema.ts'
import { schemaValidator } from '../../catalog-entry/schema-validator.ts'
import { ExpressionField } from './expression-field.tsx'
import { hasExpression } from './sample-paths.ts'

const FormContext = createContext<{ stepId: string; errors: Record<string, string> }>({
  stepId: '',
  errors: {},
})

/** Any text field: an expression may stand where a number or a date is wanted. */
function ExpressionWidget({
  id,
  label,
  value,
  required,
  rawErrors,
  onChange,
  schema,
  placeholder,
  name,
}: WidgetProps) {
  const { stepId, errors } = useContext(FormContext)
  const shown =
    value === undefined || value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value)
  // The hub fills in where the run is.
  const isOwn = name === 'locationId'
  return (
    <ExpressionField
      id={id}
      label={label}
      value={shown}
      placeholder={isOwn ? 'The run’s own' : (placeholder ?? '')}
      isRequired={required === true && !isOwn}
      error={hasExpression(value) ? undefined : (errorAt(errors, id) ?? rawErrors?.join('\n'))}
      onChange={(text) => onChange(text === '' ? undefined : asKind(text, schema.type))}
      stepId={stepId}
      isMultiline={/message|summary|text|html|description|body/i.test(name)}
    />
  )
}

/** What is wrong with a field, by the hub: ids are `call_body_tags`, paths `body.tags`. */
const errorAt = (errors: Record<string, string>, id: string) =>
  Object.entries(errors).find(([path]) => `call_${path.replaceAll('.', '_')}` === id)?.[1]

function asKind(text: string, type: unknown): unknown {
  const isNumber = type === 'number' || type === 'integer'
  return isNumber && /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text
}

/** One of a few: chosen, or worked out by an expression. */
function ChoiceWidget(props: WidgetProps) {
  const { id, label, value, required, rawErrors, onChange, options, multiple } = props
  const [isWritten, setWritten] = useState(hasExpression(value))
  if (isWritten || multiple === true) return <ExpressionWidget {...props} />
  const choices = options.enumOptions ?? []
  const chosen = choices.findIndex((choice) => choice.value === value)
  return (
    <Group gap={6} align="flex-end" wrap="nowrap">
      <Select
        id={id}
        label={label}
        withAsterisk={required ?? false}
        clearable={required !== true}
        style={{ flex: 1 }}
        placeholder="Left out"
        data={choices.map((choice, place) => ({ value: String(place), label: choice.label }))}
        value={chosen === -1 ? null : String(chosen)}
        onChange={(place) =>
          onChange(place === null ? undefined : (choices[Number(place)]?.value as unknown))
        }
        error={rawErrors?.join('\n')}
      />
      <Tooltip label="Write an expression instead">
        <ActionIcon
          variant="default"
          aria-label={`Write ${label} as an expression`}
          onClick={() => setWritten(true)}
        >
          <IconBraces size={16} />
        </ActionIcon>
      </Tooltip>
    </Group>
  )
}

function YesNoWidget(props: WidgetProps) {
  return (
    <ChoiceWidget
      {...props}
      options={{
        ...props.options,
        enumOptions: [
          { value: true, label: 'Yes' },
          { value: false, label: 'No' },
        ],
      }}
    />
  )
}

/** The catalog's checks, but for values that only a run can know. */
const validator: ValidatorType<FormValues> = {
  ...schemaValidator,
  validateFormData: () => ({ errors: [], errorSchema: {} }),
}

const given = generateTheme<FormValues>()
const Form = withTheme<FormValues>({
  ...given,
  templates: {
    ...given.templates,
    ObjectFieldTemplate: ObjectTemplate,
    ArrayFieldTemplate: ListTemplate,
    ArrayFieldTitleTemplate: NoTitle,
    TitleFieldTemplate: TitleTemplate,
    FieldErrorTemplate: NoErrorsApart,
  },
  widgets: {
    ...given.widgets,
    TextWidget: ExpressionWidget,
    TextareaWidget: ExpressionWidget,
    EmailWidget: ExpressionWidget,
    URLWidget: ExpressionWidget,
    UpDownWidget: ExpressionWidget,
    RangeWidget: ExpressionWidget,
    PasswordWidget: ExpressionWidget,
    DateWidget: ExpressionWidget,
    DateTimeWidget: ExpressionWidget,
    TimeWidget: ExpressionWidget,
    FileWidget: ExpressionWidget,
    ColorWidget: ExpressionWidget,
    SelectWidget: ChoiceWidget,
    RadioWidget: ChoiceWidget,
    CheckboxWidget: YesNoWidget,
  },
})
const withoutButton = { 'ui:submitButtonOptions': { norender: true } }
const fields = { FallbackField: JsonField, ObjectField: ObjectOrJsonField }

type OperationFormProps = {
  stepId: string
  schema: JsonSchema
  values: FormValues
  /** What the hub says about fields, by their path: `body.tags`. */
  errors: Record<string, string>
  onChange: (values: FormValues) => void
}

/** The form of an operation inside a workflow. Loaded when a call is opened. */
export default function OperationForm({ stepId, schema, values, errors, onChange }: OperationFormProps) {
  return (
    <FormContext value={{ stepId, errors }}>
      <Form
        tagName="div"
        schema={schema as RJSFSchema}
        formData={values}
        validator={validator}
        fields={fields}
        showErrorList={false}
        noHtml5Validate
        idPrefix="call"
        experimental_defaultFormStateBehavior={{
          emptyObjectFields: 'skipDefaults',
          arrayMinItems: { populate: 'never' },
        }}
        onChange={({ formData }: IChangeEvent<FormValues>) => onChange(formData ?? {})}
        onError={() => {}}
        uiSchema={withoutButton}
      />
    </FormContext>
  )
}
