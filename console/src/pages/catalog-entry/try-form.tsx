import '@mantine/core/styles/NumberInput.css'
import { getDefaultRegistry, withTheme, type IChangeEvent } from '@rjsf/core'
import { generateTheme } from '@rjsf/mantine'
import type { RJSFSchema } from '@rjsf/utils'
import type { ReactNode } from 'react'
import type { FormValues } from './form-schema.ts'
import {
  ListTemplate,
  NoErrorsApart,
  NoTitle,
  ObjectOrJsonField,
  ObjectTemplate,
  TitleTemplate,
  YesNoWidget,
} from './form-templates.tsx'
import { JsonField } from './json-field.tsx'
import type { JsonSchema } from './json-schema.ts'
import { schemaValidator } from './schema-validator.ts'

const given = generateTheme<FormValues>()
const fields = { FallbackField: JsonField, ObjectField: ObjectOrJsonField }
// Instants are written as the CRM takes them: a picker would choose a zone and a form of its own.
const { TextWidget } = getDefaultRegistry<FormValues>().widgets
const written =
  TextWidget === undefined
    ? {}
    : { DateWidget: TextWidget, DateTimeWidget: TextWidget, TimeWidget: TextWidget }
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
  widgets: { ...given.widgets, ...written, CheckboxWidget: YesNoWidget },
})

type TryFormProps = {
  schema: JsonSchema
  values: FormValues
  /** What the hub said about fields. */
  errors: object
  onChange: (values: FormValues) => void
  onSubmit: (values: FormValues) => void
  children: ReactNode
}

/** The form of an operation, made from its schema. Loaded when somebody wants to try. */
export default function TryForm({ schema, values, errors, onChange, onSubmit, children }: TryFormProps) {
  return (
    <Form
      schema={schema as RJSFSchema}
      formData={values}
      validator={schemaValidator}
      fields={fields}
      extraErrors={errors}
      extraErrorsBlockSubmit={false}
      showErrorList={false}
      noHtml5Validate
      focusOnFirstError
      idPrefix="try"
      experimental_defaultFormStateBehavior={{
        emptyObjectFields: 'skipDefaults',
        arrayMinItems: { populate: 'requiredOnly' },
      }}
      onChange={({ formData }: IChangeEvent<FormValues>) => onChange(formData ?? {})}
      // What is wrong stands at its field; without this the form writes it to the console too.
      onError={() => {}}
      onSubmit={({ formData }: IChangeEvent<FormValues>) => onSubmit(formData ?? {})}
    >
      {children}
    </Form>
  )
}
