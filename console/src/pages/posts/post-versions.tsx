import { Alert, Button, Stack, Text, Timeline } from '@mantine/core'
import { IconEye, IconHistory, IconPencil, IconPlus, IconTrash } from '@tabler/icons-react'
import type { Post, RecordVersion } from '@causeway/hub/contract'
import { useState } from 'react'
import { ChangedValues } from '../../parts/changed-values.tsx'
import { EmptyState } from '../../parts/empty-state.tsx'
import { formatInstantWithSeconds } from '../../parts/format.ts'
import type { NameBook } from './name-book.ts'
import { PostContent } from './post-content.tsx'

type PostVersionsProps = { locationId: string; post: Post; versions: RecordVersion[]; names: NameBook }

/** Every version of a post, newest first, with what changed; one of them can be seen whole. */
export function PostVersions({ locationId, post, versions, names }: PostVersionsProps) {
  const [chosen, setChosen] = useState<RecordVersion>()
  const ordered = versions.toSorted((one, other) => other.version - one.version)
  if (ordered.length === 0) {
    return <EmptyState icon={<IconHistory />} title="No version is kept yet" />
  }
  if (chosen?.data) {
    return (
      <Stack>
        <Alert color="yellow" icon={<IconHistory />} py={10}>
          Version {chosen.version}, as it was from {formatInstantWithSeconds(chosen.validFrom)}.{' '}
          <Button
            size="compact-sm"
            variant="white"
            color="yellow"
            ml={6}
            onClick={() => setChosen(undefined)}
          >
            Back to all versions
          </Button>
        </Alert>
        <PostContent
          locationId={locationId}
          post={{ ...post, ...(chosen.data as Partial<Post>) }}
          names={names}
        />
      </Stack>
    )
  }
  return (
    <Timeline active={ordered.length} bulletSize={26} lineWidth={2} data-testid="post-versions">
      {ordered.map((version, index) => (
        <Timeline.Item
          key={version.version}
          bullet={<Bullet version={version} />}
          title={`Version ${version.version}: ${headline(version)}`}
        >
          <Text size="xs" c="dimmed">
            {formatInstantWithSeconds(version.validFrom)}
          </Text>
          {version.data !== null && version.version > 1 && (
            <ChangedValues
              changed={version.changed.filter((field) => field !== 'displayAt')}
              before={ordered[index + 1]?.data ?? null}
              after={version.data}
              nameOf={(field, value) => namesFor(field, value, names)}
            />
          )}
          {version.data !== null && (
            <Button
              size="compact-xs"
              variant="subtle"
              mt={6}
              ml={-8}
              leftSection={<IconEye size={13} />}
              onClick={() => setChosen(version)}
            >
              See it as it was
            </Button>
          )}
        </Timeline.Item>
      ))}
    </Timeline>
  )
}

function headline(version: RecordVersion): string {
  if (version.data === null) return 'deleted'
  if (version.version === 1) return 'first seen'
  return version.changed.includes('status') ? `became ${String(version.data['status'])}` : 'changed'
}

function Bullet({ version }: { version: RecordVersion }) {
  if (version.data === null) return <IconTrash size={13} />
  return version.version === 1 ? <IconPlus size={13} /> : <IconPencil size={13} />
}

/** Ids of tags and accounts as their names. */
function namesFor(field: string, value: unknown, names: NameBook): string | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined
  const book = field === 'tagIds' ? names.tags : field === 'accountIds' ? names.accounts : undefined
  return book && value.map((id) => book.get(String(id))?.name ?? String(id)).join(', ')
}
