import { Alert, Button, Group, Modal, Stack, Text } from '@mantine/core'
import { IconRefresh } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { type InboxFilters, replayableQuery, useReplayMatching } from '../../data/inbox.ts'
import { countOf } from '../../parts/format.ts'
import { ProblemNotice } from '../../parts/problem-notice.tsx'

/** Processes anew whatever the filters show, after a question. */
export function ReplayMatching({ filters }: { filters: InboxFilters }) {
  const [isAsking, setAsking] = useState(false)
  const replay = useReplayMatching()
  const counted = useQuery({ ...replayableQuery(filters), enabled: isAsking })
  const count = counted.data?.queued
  const close = () => {
    setAsking(false)
    replay.reset()
  }
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconRefresh size={16} />}
        onClick={() => setAsking(true)}
        data-testid="replay-matching"
      >
        Replay what matches
      </Button>
      <Modal
        opened={isAsking}
        onClose={close}
        title={replay.isSuccess ? 'Replayed' : 'Replay every webhook that matches?'}
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        <Stack>
          {replay.isSuccess ? (
            <Alert color="teal" role="status" data-testid="replayed">
              {countOf(replay.data.queued, 'webhook is', 'webhooks are')} in line again.
            </Alert>
          ) : (
            <Text size="sm">
              {count === undefined
                ? 'Counting what matches …'
                : count === 0
                  ? 'Nothing that can be processed matches the filters.'
                  : `${countOf(count, 'webhook is', 'webhooks are')} processed anew, also those further down the list. What they cause happens again: events are written once more, and whoever follows them hears of them again.`}
            </Text>
          )}
          {counted.isError && <ProblemNotice error={counted.error} title="They could not be counted" />}
          {replay.isError && <ProblemNotice error={replay.error} title="They could not be replayed" />}
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              {replay.isSuccess ? 'Close' : 'Cancel'}
            </Button>
            {!replay.isSuccess && (
              <Button
                loading={replay.isPending}
                disabled={count === undefined || count === 0}
                onClick={() => replay.mutate(filters)}
                data-testid="confirm-replay"
              >
                {count === undefined || count === 0 ? 'Replay' : `Replay ${countOf(count, 'webhook')}`}
              </Button>
            )}
          </Group>
        </Stack>
      </Modal>
    </>
  )
}
