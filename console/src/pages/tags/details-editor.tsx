import type { TagDetailsFields, TagWithHistory } from '@causeway/hub/contract'
import { ActionIcon, Button, ColorInput, Group, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { HubProblem } from '../../data/hub-problem.ts'
import { tagQuery, usePutTagDetails } from '../../data/records.ts'
import { Panel } from '../../parts/panel.tsx'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import {
  detailsOf,
  differingFields,
  draftOf,
  draftProblem,
  extraField,
  type DetailsDraft,
} from './details-draft.ts'
import { DetailsConflict } from './details-conflict.tsx'
import classes from './tags.module.css'

const swatches = [
  '#d6336c',
  '#e8590c',
  '#f59f00',
  '#2f9e44',
  '#0ca678',
  '#1c7ed6',
  '#4263eb',
  '#7048e8',
  '#ae3ec9',
  '#495057',
]

/** What your app says about the tag. Stored only on top of the version that was seen. */
export function DetailsEditor({ locationId, tag }: { locationId: string; tag: TagWithHistory }) {
  const [draft, setDraft] = useState(() => draftOf(tag.details))
  const [baseVersion, setBaseVersion] = useState(tag.detailsVersion ?? 0)
  const [theirs, setTheirs] = useState<{ details: TagDetailsFields; version: number }>()
  const put = usePutTagDetails(locationId, tag.id)
  const queryClient = useQueryClient()
  const isChanged = differingFields(detailsOf(draft), tag.details ?? {}).length > 0
  const isBehind = (tag.detailsVersion ?? 0) > baseVersion
  // Somebody else's change may replace what is shown only while nothing has been typed.
  const [seen, setSeen] = useState(tag.details)
  if (tag.details !== seen) {
    setSeen(tag.details)
    if (isBehind && differingFields(detailsOf(draft), seen ?? {}).length === 0)
      take(tag.details, tag.detailsVersion ?? 0)
  }

  function take(details: TagDetailsFields | null, version: number) {
    setDraft(draftOf(details))
    setBaseVersion(version)
    setTheirs(undefined)
  }

  const save = (details: TagDetailsFields, expectedVersion: number) =>
    put.mutate(
      { details, expectedVersion },
      {
        onSuccess: async () => {
          const fresh = await queryClient.fetchQuery({ ...tagQuery(locationId, tag.id), staleTime: 0 })
          take(fresh.details, fresh.detailsVersion ?? 0)
          notifications.show({
            color: 'teal',
            title: 'Saved',
            message: `Details of “${tag.name}” are stored.`,
          })
        },
        onError: async (error) => {
          if (!(error instanceof HubProblem) || error.status !== 409) return
          const fresh = await queryClient.fetchQuery({ ...tagQuery(locationId, tag.id), staleTime: 0 })
          setTheirs({ details: fresh.details ?? {}, version: fresh.detailsVersion ?? 0 })
        },
      },
    )
  const problem = draftProblem(draft)
  const change = (changes: Partial<DetailsDraft>) => setDraft((before) => ({ ...before, ...changes }))

  return (
    <Panel
      title="Details"
      description={
        baseVersion === 0 ? 'Your own words on this tag; your app reads them too' : `Version ${baseVersion}`
      }
      data-testid="details-editor"
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (problem === undefined) save(detailsOf(draft), baseVersion)
        }}
      >
        <Stack gap="sm">
          {theirs !== undefined && (
            <DetailsConflict
              mine={detailsOf(draft)}
              theirs={theirs.details}
              theirVersion={theirs.version}
              onKeepMine={() => {
                const { version } = theirs
                setTheirs(undefined)
                setBaseVersion(version)
                save(detailsOf(draft), version)
              }}
              onTakeTheirs={() => take(theirs.details, theirs.version)}
            />
          )}
          <ColorInput
            label="Colour"
            value={draft.colour}
            onChange={(colour) => change({ colour })}
            swatches={swatches}
            swatchesPerRow={10}
            placeholder="Pick or type a colour"
            eyeDropperButtonProps={{ 'aria-label': 'Pick a colour from the screen' }}
            data-testid="details-colour"
          />
          <Textarea
            label="Description"
            autosize
            minRows={3}
            maxRows={12}
            maxLength={5000}
            value={draft.description}
            onChange={(event) => change({ description: event.currentTarget.value })}
            data-testid="details-description"
          />
          <TextInput
            label="Owner"
            maxLength={200}
            value={draft.owner}
            onChange={(event) => change({ owner: event.currentTarget.value })}
            data-testid="details-owner"
          />
          <TextInput
            label="Campaign"
            maxLength={200}
            value={draft.campaign}
            onChange={(event) => change({ campaign: event.currentTarget.value })}
            data-testid="details-campaign"
          />
          <ExtraFields draft={draft} onChange={change} />
          {problem !== undefined && (
            <Text size="sm" c="var(--mantine-color-error)" role="alert">
              {problem}
            </Text>
          )}
          {put.isError && theirs === undefined && !isConflict(put.error) && (
            <ProblemNotice error={put.error} title="The details were not saved" />
          )}
          <Group justify="flex-end">
            {isChanged && (
              <Button
                variant="subtle"
                color="gray"
                onClick={() => take(tag.details, tag.detailsVersion ?? 0)}
              >
                Undo changes
              </Button>
            )}
            <Button
              type="submit"
              loading={put.isPending}
              disabled={!isChanged || problem !== undefined}
              data-testid="save-details"
            >
              Save details
            </Button>
          </Group>
        </Stack>
      </form>
    </Panel>
  )
}

const isConflict = (error: unknown) => error instanceof HubProblem && error.status === 409

type ExtraFieldsProps = { draft: DetailsDraft; onChange: (changes: Partial<DetailsDraft>) => void }

/** Any further fields your app wants to keep with the tag. */
function ExtraFields({ draft, onChange }: ExtraFieldsProps) {
  const set = (key: string, changes: { name?: string; value?: string }) =>
    onChange({ extra: draft.extra.map((field) => (field.key === key ? { ...field, ...changes } : field)) })
  return (
    <div role="group" aria-label="Further fields">
      <Stack gap={8}>
        {draft.extra.map(({ key, name, value }) => (
          <div key={key} className={classes.extra}>
            <TextInput
              aria-label="Name of the field"
              placeholder="name"
              value={name}
              onChange={(event) => set(key, { name: event.currentTarget.value })}
            />
            <TextInput
              aria-label={`Value of ${name || 'the field'}`}
              placeholder="text, number or JSON"
              value={value}
              onChange={(event) => set(key, { value: event.currentTarget.value })}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              size={36}
              aria-label={`Remove the field ${name}`}
              onClick={() => onChange({ extra: draft.extra.filter((field) => field.key !== key) })}
            >
              <IconTrash size={16} />
            </ActionIcon>
          </div>
        ))}
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<IconPlus size={14} />}
          onClick={() => onChange({ extra: [...draft.extra, extraField()] })}
          style={{ alignSelf: 'flex-start' }}
          data-testid="add-field"
        >
          Add a field
        </Button>
      </Stack>
    </div>
  )
}
