import { Group, Skeleton, Stack } from '@mantine/core'
import { Panel } from '../../parts/panel.tsx'

export function PostListSkeleton() {
  return (
    <Panel>
      <Stack gap="lg" role="status" aria-label="Loading posts">
        {[1, 2, 3, 4, 5, 6, 7, 8].map((row) => (
          <Group key={row} wrap="nowrap">
            <Skeleton h={34} w={34} radius={9} style={{ flexShrink: 0 }} />
            <Stack gap={7} flex={1}>
              <Skeleton h={11} w={`${70 - (row % 4) * 9}%`} />
              <Skeleton h={9} w="30%" />
            </Stack>
            <Skeleton h={18} w={90} radius="xl" />
          </Group>
        ))}
      </Stack>
    </Panel>
  )
}
