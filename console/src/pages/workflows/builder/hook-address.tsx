import type { Workflow } from '@causeway/hub/contract'
import { Button, Stack, Text } from '@mantine/core'
import { useMakeHook } from '../../../data/workflows.ts'
import { CodeBlock } from '../../../parts/code-block.tsx'
import { CopyField } from '../../../parts/copy-field.tsx'
import { ProblemNotice } from '../../../parts/problem-notice.tsx'

/** Where others call the workflow: what is secret in it is shown once, when it was made. */
export function HookAddress({ workflow }: { workflow: Workflow | undefined }) {
  if (workflow === undefined || workflow.definition.trigger.type !== 'http') {
    return (
      <Text size="sm" c="dimmed">
        Its address is made when the workflow is saved.
      </Text>
    )
  }
  return <Known workflow={workflow} />
}

function Known({ workflow }: { workflow: Workflow }) {
  const make = useMakeHook(workflow.id)
  const hook = make.data ?? workflow.hook
  const url = hook?.url ?? null
  const secret = hook?.secret ?? null
  return (
    <Stack gap="xs">
      {url !== null && <CopyField label="Address" value={url} data-testid="hook-url" />}
      {secret !== null && (
        <CopyField
          label="Secret"
          value={secret}
          description="Sent as Authorization: Bearer, or X-Hook-Secret. It is shown this once."
        />
      )}
      {url !== null && <CodeBlock label="Example" code={exampleOf(url, secret)} />}
      {url === null && (
        <Text size="sm" c="dimmed">
          The address was shown when it was made. A new one ends the old one.
        </Text>
      )}
      <Button
        size="xs"
        variant="default"
        loading={make.isPending}
        onClick={() => make.mutate()}
        style={{ alignSelf: 'flex-start' }}
      >
        {hook === null ? 'Make an address' : 'Make a new one'}
      </Button>
      {make.isError && <ProblemNotice error={make.error} title="The address could not be made" />}
    </Stack>
  )
}

/** How another program calls it. */
const exampleOf = (url: string, secret: string | null): string =>
  [
    `curl -X POST "${url}"`,
    ...(secret === null ? [] : [`  -H "Authorization: Bearer ${secret}"`]),
    '  -H "Content-Type: application/json"',
    "  -d '{}'",
  ].join(' \\\n')
