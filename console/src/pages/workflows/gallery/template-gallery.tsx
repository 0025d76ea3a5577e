import type { WorkflowTemplate } from '@causeway/hub/contract'
import { Badge, Button, Chip, Group, SimpleGrid, Skeleton, Text } from '@mantine/core'
import { IconCircleCheck, IconPlayerPlay } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { workflowTemplatesQuery } from '../../../data/workflows.ts'
import { fieldLabel } from '../../../parts/describe-value.ts'
import { Panel } from '../../../parts/panel.tsx'
import { ProblemNotice } from '../../../parts/problem-notice.tsx'
import { lookOf } from '../step-kinds.tsx'
import classes from '../workflows.module.css'
import { SwitchOnDialog } from './switch-on-dialog.tsx'

/** Workflows that only need to be switched on. */
export function TemplateGallery() {
  const templates = useQuery(workflowTemplatesQuery)
  const [category, setCategory] = useState<string>()
  const [chosen, setChosen] = useState<WorkflowTemplate>()
  const all = templates.data ?? []
  const categories = [...new Set(all.map((one) => one.category))]
  const shown = all.filter((one) => category === undefined || one.category === category)
  return (
    <Panel
      title="Ready to switch on"
      description="Each is a workflow like your own: look into it, change it, switch it off again"
      data-testid="templates"
    >
      {categories.length > 1 && (
        <Group gap={6} mb="md" role="group" aria-label="Kinds of workflows">
          <Chip size="xs" checked={category === undefined} onChange={() => setCategory(undefined)}>
            All
          </Chip>
          {categories.map((name) => (
            <Chip key={name} size="xs" checked={category === name} onChange={() => setCategory(name)}>
              {fieldLabel(name)}
            </Chip>
          ))}
        </Group>
      )}
      {templates.isPending && (
        <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} role="status" aria-label="Loading the ready workflows">
          {[1, 2, 3].map((card) => (
            <Skeleton key={card} h={140} radius="lg" />
          ))}
        </SimpleGrid>
      )}
      {templates.isError && templates.data === undefined && (
        <ProblemNotice
          error={templates.error}
          title="The ready workflows could not be loaded"
          onRetry={() => void templates.refetch()}
        />
      )}
      <div className={classes.gallery}>
        {shown.map((template) => (
          <Card key={template.key} template={template} onSwitchOn={() => setChosen(template)} />
        ))}
      </div>
      <SwitchOnDialog template={chosen} onClose={() => setChosen(undefined)} />
    </Panel>
  )
}

type CardProps = { template: WorkflowTemplate; onSwitchOn: () => void }

function Card({ template, onSwitchOn }: CardProps) {
  const { name, description, workflowId, isEnabled } = template
  const kinds = kindsOf(template.definition)
  return (
    <article className={classes.card} data-testid="template" data-key={template.key}>
      <Group gap={5} aria-hidden>
        {kinds.slice(0, 6).map((kind, place) => {
          const look = lookOf(kind)
          return (
            // A kind can come twice.
            // oxlint-disable-next-line react/no-array-index-key
            <look.icon
              key={place}
              size={17}
              stroke={1.7}
              color={`var(--mantine-color-${look.colour}-light-color)`}
            />
          )
        })}
      </Group>
      <Text component="h3" fw={650} m={0} size="md">
        {name}
      </Text>
      <Text size="sm" c="dimmed">
        {description}
      </Text>
      <Group gap="xs">
        {workflowId === null ? (
          <Button
            size="xs"
            leftSection={<IconPlayerPlay size={14} />}
            onClick={onSwitchOn}
            aria-label={`Switch on: ${name}`}
            data-testid="switch-on"
          >
            Switch on
          </Button>
        ) : (
          <>
            <Badge
              color={isEnabled ? 'teal' : 'gray'}
              leftSection={isEnabled ? <IconCircleCheck size={13} /> : undefined}
            >
              {isEnabled ? 'On' : 'Off'}
            </Badge>
            <Button
              size="compact-xs"
              variant="subtle"
              component={Link}
              to={`/workflows/${workflowId}`}
              aria-label={`Look into it: ${name}`}
            >
              Look into it
            </Button>
          </>
        )}
      </Group>
    </article>
  )
}

/** The trigger and the kinds of steps, for a glance. */
function kindsOf(definition: unknown): string[] {
  const { steps } = (definition ?? {}) as { steps?: unknown }
  const kinds = Array.isArray(steps) ? (steps as { type?: unknown }[]).map(({ type }) => String(type)) : []
  return ['trigger', ...kinds]
}
