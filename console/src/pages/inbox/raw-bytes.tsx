import type { InboxDetail } from '@causeway/hub/contract'
import { Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import { webhookKeysQuery } from '../../data/inbox.ts'
import { CodeBlock } from '../../parts/code-block.tsx'
import { CopyField } from '../../parts/copy-field.tsx'
import { hexLines, readRaw } from './describe-delivery.ts'

/** The bytes the signature covers, unchanged: as text where they are text, else as hexadecimal. */
export function RawBytes({ delivery: { raw, sha256, keyId } }: { delivery: InboxDetail }) {
  const { data: keys = [] } = useQuery(webhookKeysQuery)
  const { text, bytes } = useMemo(() => readRaw(raw), [raw])
  return (
    <Stack gap="xs">
      <Text size="xs" c="dimmed">
        {text === undefined
          ? 'They are no text in UTF-8.'
          : 'The signature covers exactly these, with every space and line break.'}
      </Text>
      <CodeBlock label="Raw bytes" code={text ?? hexLines(bytes)} isWrapped={text !== undefined} />
      <CopyField label="SHA-256" value={sha256} />
      <CopyField label="In base64" value={raw} />
      {keyId !== null && (
        <Text size="sm">
          Proved by the key{' '}
          <Link to="/inbox" search={{ tab: 'keys' }}>
            {keys.find(({ id }) => id === keyId)?.name ?? keyId}
          </Link>
          .
        </Text>
      )}
    </Stack>
  )
}
