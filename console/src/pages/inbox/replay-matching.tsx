import { Alert, Button, Group, Modal, Stack, Text } from '@mantine/core'
import { IconRefresh } from '@tabler/icons-react'
import { useState } from 'react'
import { type InboxFilters, useReplayMatching } from '../../data/inbox.ts'
import { countOf } from '../../parts/format.ts'
import { ProblemNotice } from '../../parts/problem-notice.tsx'

/** Processes anew whatever the filters show, after a question. */
export function ReplayMatching({ filters }: { filters: InboxFilters }) {
  const [isAsking, setAsking] = useState(false)
  const replay = useReplayMatching()
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
        title="Replay every webhook that matches?"
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        <Stack>
          {replay.isSuccess ? (
            <Alert color="teal" role="status" data-testid="replayed">
              {countOf(replay.data.queued, 'webhook is', 'webhooks are')} in line again.
            </Alert>
          ) : (
            <Text size="sm">
              All that the filters show are processed anew, also those further down the list. What they cause
              happens again: events are written once more, and whoever follows them hears of them again.
            </Text>
          )}
          {replay.isError && <ProblemNotice error={replay.error} title="They could not be replayed" />}
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              {replay.isSuccess ? 'Close' : 'Cancel'}
            </Button>
            {!replay.isSuccess && (
              <Button
                loading={replay.isPending}
                onClick={() => replay.mutate(filters)}
                data-testid="confirm-replay"
              >
                Replay them
              </Button>
            )}
          </Group>
        </Stack>
      </Modal>
    </>
  )
}
