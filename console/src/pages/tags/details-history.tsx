import { Skeleton, Text, Timeline } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { tagDetailsHistoryQuery } from '../../data/records.ts'
import { ChangedValues } from '../../parts/changed-values.tsx'
import { formatInstant } from '../../parts/format.ts'
import { Panel } from '../../parts/panel.tsx'
import { ProblemNotice } from '../../parts/problem-notice.tsx'

/** Every version of the details, newest first, with what changed. */
export function DetailsHistory({ locationId, tagId }: { locationId: string; tagId: string }) {
  const history = useQuery(tagDetailsHistoryQuery(locationId, tagId))
  const versions = (history.data ?? []).toSorted((one, other) => other.version - one.version)
  return (
    <Panel title="History of the details" data-testid="details-history">
      {history.isPending && <Skeleton h={80} />}
      {history.isError && <ProblemNotice error={history.error} onRetry={() => void history.refetch()} />}
      {history.isSuccess && versions.length === 0 && (
        <Text size="sm" c="dimmed">
          Nothing has been said about this tag yet. The first save becomes version 1.
        </Text>
      )}
      {versions.length > 0 && (
        <Timeline active={versions.length} bulletSize={16} lineWidth={2}>
          {versions.map((version, index) => (
            <Timeline.Item key={version.version} title={`Version ${version.version}`}>
              <Text size="xs" c="dimmed">
                {formatInstant(version.validFrom)}
              </Text>
              <ChangedValues
                changed={version.changed.length > 0 ? version.changed : Object.keys(version.data ?? {})}
                before={versions[index + 1]?.data ?? null}
                after={version.data}
              />
            </Timeline.Item>
          ))}
        </Timeline>
      )}
    </Panel>
  )
}
