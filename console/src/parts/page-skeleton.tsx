import { Group, SimpleGrid, Skeleton, Stack } from '@mantine/core'

/** The outline of a page while its code or its data is on the way. */
export function PageSkeleton() {
  return (
    <Stack gap="md" aria-busy="true" aria-label="Loading" role="status">
      <Group justify="space-between">
        <Stack gap={8}>
          <Skeleton h={22} w={180} />
          <Skeleton h={12} w={240} />
        </Stack>
        <Skeleton h={34} w={220} />
      </Group>
      <SimpleGrid cols={{ base: 1, xs: 2, lg: 4 }}>
        {[1, 2, 3, 4].map((card) => (
          <Skeleton key={card} h={118} radius="lg" />
        ))}
      </SimpleGrid>
      <Skeleton h={340} radius="lg" />
    </Stack>
  )
}
