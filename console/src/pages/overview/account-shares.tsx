import { Group, Progress, Stack, Text } from '@mantine/core'
import { totalOf } from '../../charts/shape-statistics.ts'
import type { Statistics } from '../../data/statistics.ts'
import { formatRate } from '../../parts/format.ts'
import { PlatformIcon } from '../../parts/platform-icon.tsx'

/** The engagement rate of each account, best first. */
export function AccountShares({ statistics }: { statistics: Statistics }) {
  const rates = statistics.accounts
    .map((account) => ({ ...account, rate: totalOf(account.totals, 'engagementRate') }))
    .filter((account) => account.rate !== null)
    .sort((one, other) => (other.rate ?? 0) - (one.rate ?? 0))
  const best = rates[0]?.rate ?? 1
  return (
    <Stack gap={11}>
      {rates.map((account) => (
        <div key={account.profileId}>
          <Group gap={8} wrap="nowrap">
            <PlatformIcon platform={account.platform} />
            <Text component="span" size="sm" truncate style={{ flex: 1 }} dir="auto">
              {account.name}
            </Text>
            <Text component="span" size="sm" fw={650} className="numbers">
              {formatRate(account.rate)}
            </Text>
          </Group>
          <Progress
            value={((account.rate ?? 0) / best) * 100}
            size={4}
            mt={5}
            aria-label={`${account.name}: ${formatRate(account.rate)}`}
          />
        </div>
      ))}
    </Stack>
  )
}
