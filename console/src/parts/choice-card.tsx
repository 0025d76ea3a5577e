import { Badge, Group, Radio, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './choice-card.module.css'

type ChoiceCardProps = {
  value: string
  title: string
  description: string
  icon: ReactNode
  badge?: string | undefined
}

/** One of a few large choices, inside a `Radio.Group`. */
export function ChoiceCard({ value, title, description, icon, badge }: ChoiceCardProps) {
  return (
    <Radio.Card value={value} className={classes.card} aria-label={title} data-testid={`choice-${value}`}>
      <Group wrap="nowrap" align="flex-start" gap="sm">
        <span className={classes.icon}>{icon}</span>
        <div style={{ flex: 1, minWidth: 0 }}>
          <Group gap={8}>
            <Text fw={650}>{title}</Text>
            {badge !== undefined && <Badge color="indigo">{badge}</Badge>}
          </Group>
          <Text size="sm" c="dimmed" mt={2}>
            {description}
          </Text>
        </div>
        <Radio.Indicator />
      </Group>
    </Radio.Card>
  )
}
