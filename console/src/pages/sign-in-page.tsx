import { Button, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useRouter, useSearch } from '@tanstack/react-router'
import { useBrand, useSignIn } from '../data/session.ts'
import { useDocumentTitle } from '../parts/page-header.tsx'
import { ProblemNotice } from '../parts/problem-notice.tsx'
import { FrontPage } from './setup/front-page.tsx'

export function SignInPage() {
  const brand = useBrand()
  const { next, resume } = useSearch({ from: '/sign-in' })
  const router = useRouter()
  const signIn = useSignIn()
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { email: '', password: '' },
    validate: {
      email: (email) => (email.trim() === '' ? 'Your e-mail address, please.' : null),
      password: (password) => (password === '' ? 'Your password, please.' : null),
    },
  })
  useDocumentTitle('Sign in')
  const submit = form.onSubmit(({ email, password }) =>
    signIn.mutate(
      { email: email.trim(), password },
      {
        onSuccess: () =>
          resume === undefined
            ? router.history.push(router.basepath + (next ?? '/'))
            : window.location.assign(resume),
      },
    ),
  )
  return (
    <FrontPage>
      <Title order={1} fz="1.7rem" style={{ letterSpacing: '-0.02em' }}>
        Sign in
      </Title>
      <Text c="dimmed" mt={4} mb="xl">
        {next === undefined && resume === undefined
          ? `Good to see you at ${brand}.`
          : 'Sign in to go on where you were.'}
      </Text>
      <form onSubmit={submit} noValidate>
        <Stack>
          <TextInput
            key={form.key('email')}
            label="E-mail"
            type="email"
            autoComplete="username"
            autoFocus
            data-testid="email"
            {...form.getInputProps('email')}
          />
          <PasswordInput
            key={form.key('password')}
            label="Password"
            autoComplete="current-password"
            data-testid="password"
            {...form.getInputProps('password')}
          />
          {signIn.isError && <ProblemNotice error={signIn.error} title="You are not signed in" />}
          <Button type="submit" size="md" loading={signIn.isPending} data-testid="sign-in">
            Sign in
          </Button>
        </Stack>
      </form>
    </FrontPage>
  )
}
