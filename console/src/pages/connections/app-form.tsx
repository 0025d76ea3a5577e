import {
  Button,
  Collapse,
  PasswordInput,
  SegmentedControl,
  Stack,
  Text,
  TextInput,
  UnstyledButton,
} from '@mantine/core'
import { useForm } from '@mantine/form'
import { useDisclosure } from '@mantine/hooks'
import { IconChevronDown } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useInstall } from '../../data/connections.ts'
import { HubProblem } from '../../data/hub-problem.ts'
import { settingsQuery } from '../../data/session.ts'
import { CopyField } from '../../parts/copy-field.tsx'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { ScopePicker } from './scope-picker.tsx'

/** Takes the credentials of a marketplace app and starts the install with it. */
export function AppForm({ returnTo }: { returnTo: string }) {
  const { data: settings } = useQuery(settingsQuery)
  const install = useInstall()
  const [isAdvanced, advanced] = useDisclosure()
  const form = useForm({
    mode: 'controlled',
    initialValues: {
      name: 'CRM app',
      clientId: '',
      clientSecret: '',
      consentHost: 'standard',
      generation: 'v3',
      scopes: undefined as string[] | undefined,
    },
    validateInputOnBlur: true,
    validate: {
      scopes: (scopes) => (scopes?.length === 0 ? 'Choose a scope at least.' : null),
      name: (name) => (name.trim() === '' ? 'Give the app a name.' : null),
      clientId: (id) =>
        /^[0-9a-f]{24}-[0-9a-z]{8}$/i.test(id.trim())
          ? null
          : 'A client id looks like 24 hexadecimal digits, a dash and 8 characters.',
      clientSecret: (secret) =>
        secret.trim().length < 8 ? 'The secret is at least 8 characters long.' : null,
    },
  })
  const submit = form.onSubmit((values) => {
    const { scopes } = values
    install.mutate(
      {
        app: {
          environment: 'live',
          name: values.name.trim(),
          clientId: values.clientId.trim(),
          clientSecret: values.clientSecret.trim(),
          consentHost: values.consentHost === 'whiteLabel' ? 'whiteLabel' : 'standard',
          generation: values.generation === 'v2' ? 'v2' : 'v3',
          ...(scopes === undefined ? {} : { scopes }),
        },
        returnTo,
      },
      {
        onError: (error) => {
          if (error instanceof HubProblem) form.setErrors(error.fieldMessages)
        },
      },
    )
  })
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        {settings !== undefined && (
          <>
            <CopyField
              label="Redirect URI"
              description="Register this in your app's settings before you go on."
              value={settings.redirectUri}
            />
            <CopyField
              label="Webhook URL"
              description="Optional: lets changes arrive sooner."
              value={settings.webhookUrl}
            />
          </>
        )}
        <TextInput label="Name" description="To tell apps apart here." {...form.getInputProps('name')} />
        <TextInput
          label="Client id"
          autoComplete="off"
          spellCheck={false}
          {...form.getInputProps('clientId')}
        />
        <PasswordInput
          label="Client secret"
          description="Kept encrypted; it never leaves the hub again."
          autoComplete="off"
          {...form.getInputProps('clientSecret')}
        />
        <div>
          <Text component="span" id="consent-host" size="sm" fw={500} display="block" mb={4}>
            Consent page
          </Text>
          <SegmentedControl
            aria-labelledby="consent-host"
            fullWidth
            data={[
              { value: 'standard', label: 'Standard' },
              { value: 'whiteLabel', label: 'White-label' },
            ]}
            {...form.getInputProps('consentHost')}
          />
        </div>
        <UnstyledButton onClick={advanced.toggle} aria-expanded={isAdvanced}>
          <Text component="span" size="sm" fw={600} c="var(--mantine-color-anchor)">
            Scopes and API generation <IconChevronDown size={14} style={{ verticalAlign: -2 }} aria-hidden />
          </Text>
        </UnstyledButton>
        <Collapse expanded={isAdvanced}>
          <Stack gap="sm">
            <SegmentedControl
              aria-label="API generation"
              fullWidth
              data={[
                { value: 'v3', label: 'v3 (newest)' },
                { value: 'v2', label: 'v2' },
              ]}
              {...form.getInputProps('generation')}
            />
            {isAdvanced && (
              <ScopePicker
                value={form.values.scopes}
                onChange={(scopes) => form.setFieldValue('scopes', scopes)}
              />
            )}
            {form.errors['scopes'] !== undefined && (
              <Text size="xs" c="var(--mantine-color-error)">
                {form.errors['scopes']}
              </Text>
            )}
          </Stack>
        </Collapse>
        {install.isError && <ProblemNotice error={install.error} title="The app was not connected" />}
        <Button type="submit" size="md" loading={install.isPending}>
          Save and go to the consent page
        </Button>
      </Stack>
    </form>
  )
}
