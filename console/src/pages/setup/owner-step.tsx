import { Button, PasswordInput, Progress, Stack, Text, TextInput, Title } from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconArrowRight } from '@tabler/icons-react'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { HubProblem } from '../../data/hub-problem.ts'
import { useCreateOwner } from '../../data/session.ts'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { passwordStrength, readSetupToken } from './owner-rules.ts'

/** Makes the owner's account, for whoever holds the link that the hub printed. */
export function OwnerStep() {
  const { token } = useSearch({ from: '/setup' })
  const navigate = useNavigate()
  const createOwner = useCreateOwner()
  const form = useForm({
    mode: 'controlled',
    initialValues: { link: '', name: '', email: '', password: '' },
    validateInputOnBlur: true,
    validate: {
      link: (link) =>
        token === undefined && readSetupToken(link) === '' ? 'Paste the link the hub printed.' : null,
      name: (name) => (name.trim() === '' ? 'What shall the hub call you?' : null),
      email: (email) => (/^\S+@\S+\.\S+$/.test(email.trim()) ? null : 'This is not an e-mail address.'),
      password: (password) => (password.length < 10 ? 'Use at least 10 characters.' : null),
    },
  })
  const submit = form.onSubmit(({ link, name, email, password }) => {
    createOwner.mutate(
      { token: token ?? readSetupToken(link), name: name.trim(), email: email.trim(), password },
      {
        onSuccess: () => void navigate({ to: '/setup', search: {}, replace: true }),
        onError: (error) => {
          if (error instanceof HubProblem) form.setErrors(error.fieldMessages)
        },
      },
    )
  })
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <div>
          <Title order={2} fz="lg">
            Make your account
          </Title>
          <Text size="sm" c="dimmed" mt={2}>
            You become the owner of this hub. The account lives only here.
          </Text>
        </div>
        {token === undefined && (
          <TextInput
            label="Setup link"
            description="When the hub started it printed a link that works once. Paste it here, or open it directly."
            placeholder="http://…/console/setup?token=…"
            {...form.getInputProps('link')}
          />
        )}
        <TextInput
          label="Name"
          autoComplete="name"
          autoFocus
          data-testid="owner-name"
          {...form.getInputProps('name')}
        />
        <TextInput
          label="E-mail"
          type="email"
          autoComplete="email"
          data-testid="owner-email"
          {...form.getInputProps('email')}
        />
        <div>
          <PasswordInput
            label="Password"
            autoComplete="new-password"
            data-testid="owner-password"
            {...form.getInputProps('password')}
          />
          <Strength password={form.values.password} />
        </div>
        {createOwner.isError && <ProblemNotice error={createOwner.error} title="The account was not made" />}
        <Button
          type="submit"
          size="md"
          loading={createOwner.isPending}
          rightSection={<IconArrowRight size={18} />}
          data-testid="create-owner"
        >
          Create account
        </Button>
      </Stack>
    </form>
  )
}

function Strength({ password }: { password: string }) {
  const { percent, words, colour } = passwordStrength(password)
  return (
    <>
      <Progress value={percent} color={colour} size={4} mt={8} aria-label={`Password strength: ${words}`} />
      <Text size="xs" c="dimmed" mt={4}>
        {words}
      </Text>
    </>
  )
}
