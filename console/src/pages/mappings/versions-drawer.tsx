import type { Mapping, MappingChange, MappingDefinition, MappingVersion } from '@causeway/hub/contract'
import { Badge, Button, Drawer, Group, Skeleton, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { mappingDiffQuery, mappingVersionsQuery, useActivateVersion } from '../../data/mappings.ts'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { RelativeTime } from '../../parts/relative-time.tsx'

type VersionsDrawerProps = {
  mapping: Mapping
  opened: boolean
  onClose: () => void
  onActivated: (definition: MappingDefinition) => void
}

/** Every version of a mapping with what it changed; any of them can be put to use again. */
export function VersionsDrawer({ mapping, opened, onClose, onActivated }: VersionsDrawerProps) {
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      position="right"
      size={480}
      title="Versions"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {opened && <Versions mapping={mapping} onActivated={onActivated} />}
    </Drawer>
  )
}

function Versions({ mapping, onActivated }: Pick<VersionsDrawerProps, 'mapping' | 'onActivated'>) {
  const versions = useQuery(mappingVersionsQuery(mapping.name))
  const activate = useActivateVersion(mapping.name)
  if (versions.isPending) return <Skeleton h={200} role="status" aria-label="Loading versions" />
  if (versions.isError)
    return <ProblemNotice error={versions.error} onRetry={() => void versions.refetch()} />
  if (versions.data.length === 0)
    return <Text size="sm">The mapping was never published: there is only a draft of it.</Text>
  return (
    <Stack gap="lg">
      {activate.isError && <ProblemNotice error={activate.error} title="The version is not in use" />}
      {versions.data.map((version, place) => (
        <Version
          key={version.version}
          mapping={mapping}
          version={version}
          former={versions.data[place + 1]?.version}
          isActivating={activate.isPending}
          onActivate={() =>
            activate.mutate(version.version, { onSuccess: () => onActivated(version.definition) })
          }
        />
      ))}
    </Stack>
  )
}

type VersionProps = {
  mapping: Mapping
  version: MappingVersion
  /** The version before it. */
  former: number | undefined
  isActivating: boolean
  onActivate: () => void
}

function Version({ mapping, version, former, isActivating, onActivate }: VersionProps) {
  const isActive = mapping.activeVersion === version.version
  return (
    <section data-testid="mapping-version">
      <Group justify="space-between">
        <Group gap={8}>
          <Text fw={600}>Version {version.version}</Text>
          {isActive && <Badge color="teal">in use</Badge>}
        </Group>
        {!isActive && (
          <Button size="xs" variant="default" loading={isActivating} onClick={onActivate}>
            Use this version
          </Button>
        )}
      </Group>
      <Text size="xs" c="dimmed" component="div" mb={6}>
        <RelativeTime at={version.createdAt} />
        {version.createdBy !== null && ` by ${version.createdBy}`}
      </Text>
      {former === undefined ? (
        <Text size="sm">The first one.</Text>
      ) : (
        <Changes name={mapping.name} from={former} to={version.version} />
      )}
    </section>
  )
}

function Changes({ name, from, to }: { name: string; from: number; to: number }) {
  const diff = useQuery(mappingDiffQuery(name, from, to))
  if (diff.isPending) return <Skeleton h={40} />
  if (diff.isError) return <ProblemNotice error={diff.error} onRetry={() => void diff.refetch()} />
  return (
    <ul style={{ margin: 0, paddingInlineStart: 18 }}>
      {diff.data.map((change) => (
        <li key={`${change.kind}-${change.subject}`}>
          <Change change={change} />
        </li>
      ))}
    </ul>
  )
}

const colours = { added: 'teal', removed: 'red', changed: 'indigo' } as const

function Change({ change: { subject, change, before, after } }: { change: MappingChange }) {
  return (
    <Text size="sm" component="div" className="break-words">
      <Badge size="xs" color={colours[change]} mr={6}>
        {change}
      </Badge>
      <b>{subject}</b>
      {change === 'changed' && (
        <Text size="xs" c="dimmed" ff="monospace" component="div">
          <del>{JSON.stringify(before)}</del>
          <br />
          <ins>{JSON.stringify(after)}</ins>
        </Text>
      )}
    </Text>
  )
}
