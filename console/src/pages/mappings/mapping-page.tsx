import type { Mapping, MappingDefinition, MappingField } from '@causeway/hub/contract'
import { Anchor, Badge, Breadcrumbs, Button, Group, Stack, Text } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { notifications } from '@mantine/notifications'
import { IconHistory } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import {
  mappingOutputsQuery,
  mappingPreviewQuery,
  mappingQuery,
  mappingSampleQuery,
  useDeleteMapping,
  useSaveMapping,
} from '../../data/mappings.ts'
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx'
import { PageHeader } from '../../parts/page-header.tsx'
import { PageSkeleton } from '../../parts/page-skeleton.tsx'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { FieldDrawer } from './field-drawer.tsx'
import { FieldList } from './field-list.tsx'
import classes from './mappings.module.css'
import { OutputsPanel } from './outputs-panel.tsx'
import { PreviewPanel } from './preview-panel.tsx'
import { SourcePanel } from './source-panel.tsx'
import { nameFromPath } from './sources.ts'
import { VersionsDrawer } from './versions-drawer.tsx'

/** One mapping: its source beside its fields, what it makes of real records, its versions, and where it is written. */
export function MappingPage() {
  const { name } = useParams({ from: '/signed-in/mappings/$name' })
  const mapping = useQuery(mappingQuery(name))
  if (mapping.isPending) return <PageSkeleton />
  if (mapping.data === undefined)
    return (
      <ProblemNotice
        error={mapping.error}
        title="This mapping could not be loaded"
        onRetry={() => void mapping.refetch()}
      />
    )
  return <Editor key={name} mapping={mapping.data} />
}

function Editor({ mapping }: { mapping: Mapping }) {
  const { name } = mapping
  const navigate = useNavigate()
  const saved = mapping.draft ?? mapping.definition!
  const [definition, setDefinition] = useState(saved)
  const [edited, setEdited] = useState<number>()
  const [showsVersions, setShowsVersions] = useState(false)
  const [ended, setEnded] = useState<{ id: string }>()
  const [settled] = useDebouncedValue(definition, 350)
  const sample = useQuery(mappingSampleQuery(definition.source, definition.locationIds))
  const preview = useQuery(mappingPreviewQuery(settled))
  const { data: outputs = [] } = useQuery(mappingOutputsQuery(name))
  const save = useSaveMapping()
  const isChanged = JSON.stringify(definition) !== JSON.stringify(saved)
  const isPublishable = isChanged || mapping.draft !== null
  const issues = preview.data?.issues ?? []

  const change = (next: Partial<MappingDefinition>) => setDefinition({ ...definition, ...next })
  const setField = (place: number, field: MappingField) => {
    const former = definition.fields[place]!
    change({
      fields: definition.fields.with(place, field),
      // The key follows its fields when they are renamed.
      key: definition.key.map((each) => (each === former.name ? field.name : each)),
    })
  }
  const addField = (path: string) => {
    const found = sample.data?.paths.find((each) => each.path === path)
    const taken = definition.fields.map((field) => field.name)
    const field: MappingField = {
      name: nameFromPath(path === '' ? 'field' : path, taken),
      type: found?.type ?? 'string',
      from: { path },
    }
    change({ fields: [...definition.fields, field] })
  }
  const keep = (draft: boolean) =>
    save.mutate(
      { name, definition, draft },
      {
        onSuccess: (result) => {
          setDefinition(result.draft ?? result.definition!)
          notifications.show({
            message: draft
              ? 'The draft is kept.'
              : result.isNew
                ? `Version ${result.activeVersion} is in use.${outputs.length > 0 ? ' Everything is written again.' : ''}`
                : 'Nothing changed: this version is in use already.',
          })
        },
      },
    )

  return (
    <Stack gap="md">
      <Breadcrumbs separatorMargin={6}>
        <Anchor component={Link} to="/mappings" size="sm">
          Mappings
        </Anchor>
        <Text size="sm" c="dimmed">
          {name}
        </Text>
      </Breadcrumbs>
      <PageHeader
        documentTitle={definition.title ?? name}
        title={
          <Group gap={10} component="span">
            <span data-testid="mapping-title">{definition.title ?? name}</span>
            <Badge color={mapping.activeVersion === null ? 'yellow' : 'teal'} size="lg">
              {mapping.activeVersion === null ? 'draft' : `version ${mapping.activeVersion}`}
            </Badge>
          </Group>
        }
        description={isChanged ? 'Changes are not kept yet' : undefined}
        actions={
          <>
            <Button
              variant="default"
              leftSection={<IconHistory size={16} />}
              onClick={() => setShowsVersions(true)}
              data-testid="show-versions"
            >
              Versions
            </Button>
            <Button
              variant="default"
              onClick={() => keep(true)}
              disabled={!isChanged}
              data-testid="keep-draft"
            >
              Keep draft
            </Button>
            <Button
              onClick={() => keep(false)}
              loading={save.isPending}
              disabled={issues.length > 0 || !isPublishable}
              data-testid="publish"
            >
              Publish
            </Button>
          </>
        }
      />
      {save.isError && <ProblemNotice error={save.error} title="The mapping was not saved" />}
      <div className={classes.editor}>
        <SourcePanel definition={definition} sample={sample} onChange={change} onAdd={addField} />
        <FieldList
          definition={definition}
          paths={sample.data?.paths ?? []}
          issues={issues}
          onChange={change}
          onField={setField}
          onAdd={addField}
          onEdit={setEdited}
        />
      </div>
      <PreviewPanel definition={definition} preview={preview} />
      <OutputsPanel mapping={mapping} outputs={outputs} />
      <Group justify="flex-end">
        <Button variant="subtle" color="red" size="xs" onClick={() => setEnded({ id: name })}>
          Delete this mapping
        </Button>
      </Group>
      <FieldDrawer
        field={edited === undefined ? undefined : definition.fields[edited]}
        place={edited ?? 0}
        paths={sample.data?.paths ?? []}
        issues={issues}
        onChange={(field) => setField(edited!, field)}
        onClose={() => setEdited(undefined)}
      />
      <VersionsDrawer
        mapping={mapping}
        opened={showsVersions}
        onClose={() => setShowsVersions(false)}
        onActivated={(next) => setDefinition(next)}
      />
      <ConfirmDialog
        thing={ended}
        onClose={() => setEnded(undefined)}
        title={() => `Delete ${name}?`}
        consequence={() => 'Its versions go too. What it wrote stays where it is.'}
        action={useDeleteMapping()}
        label="Delete"
        testId="confirm-delete-mapping"
        onDone={() => void navigate({ to: '/mappings' })}
      />
    </Stack>
  )
}
