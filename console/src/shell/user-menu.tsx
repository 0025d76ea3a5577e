import { Avatar, Menu, Text, UnstyledButton } from '@mantine/core'
import { IconBook2, IconLogout, IconSettings } from '@tabler/icons-react'
import { Link, useNavigate, useRouter } from '@tanstack/react-router'
import { useSession, useSignOut } from '../data/session.ts'
import { initialsOf } from '../parts/format.ts'

/** Who is signed in, and the way out. */
export function UserMenu() {
  const session = useSession()
  const signOut = useSignOut()
  const router = useRouter()
  const navigate = useNavigate()
  const user = session?.user
  if (user === undefined) return null
  const leave = async () => {
    await signOut.mutateAsync()
    await router.invalidate()
    await navigate({ to: '/sign-in' })
  }
  return (
    <Menu position="bottom-end" width={230}>
      <Menu.Target>
        <UnstyledButton
          aria-label={`${initialsOf(user.name)}: account menu of ${user.name}`}
          data-testid="user-menu"
          style={{ borderRadius: 20 }}
        >
          <Avatar size={36} radius="xl" color="indigo" variant="light">
            {initialsOf(user.name)}
          </Avatar>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <div style={{ padding: '8px 12px' }}>
          <Text fw={600} truncate>
            {user.name}
          </Text>
          <Text size="xs" c="dimmed" truncate>
            {user.email}
          </Text>
        </div>
        <Menu.Divider />
        <Menu.Item leftSection={<IconSettings size={16} />} component={Link} to="/settings">
          Settings
        </Menu.Item>
        <Menu.Item leftSection={<IconBook2 size={16} />} component="a" href="/docs" target="_blank">
          API documentation
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => void leave()} data-testid="sign-out">
          Sign out
        </Menu.Item>
        <Text size="xs" c="dimmed" px={12} py={6}>
          Version {session?.version}
        </Text>
      </Menu.Dropdown>
    </Menu>
  )
}
