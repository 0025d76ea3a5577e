import type { HubEvent, Workflow } from '@causeway/hub/contract'
import { Center, Drawer, Loader, Stack } from '@mantine/core'
import { useHotkeys, useMediaQuery } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useBlocker, useNavigate } from '@tanstack/react-router'
import { lazy, Suspense, useCallback, useMemo, useRef, useState } from 'react'
import { secretNamesQuery } from '../../../data/secrets.ts'
import { workflowSamplesQuery, workflowSchemaQuery } from '../../../data/workflows.ts'
import { ConfirmDialog } from '../../../parts/confirm-dialog.tsx'
import { useDocumentTitle } from '../../../parts/page-header.tsx'
import { useCurrentLocation } from '../../../shell/current-location.ts'
import { isSame } from '../draft/diff-drafts.ts'
import type { Draft, DraftPath, DraftStep } from '../draft/draft.types.ts'
import {
  countInside,
  duplicateStep,
  findStep,
  freshIdIn,
  insertStep,
  removeStep,
} from '../draft/edit-draft.ts'
import { useDraft } from '../draft/use-draft.ts'
import { stepTitle } from '../step-kinds.tsx'
import { BuilderBar, type View } from './builder-bar.tsx'
import { BuilderContext, type Builder as BuilderValue } from './builder-context.ts'
import classes from './builder.module.css'
import { DryRunDrawer } from './dry-run-drawer.tsx'
import { placeIssues } from './map-issues.ts'
import { RunDialog } from './run-dialog.tsx'
import { samplePaths } from './sample-context.ts'
import { SaveDialog } from './save-dialog.tsx'
import { StepList } from './step-list.tsx'
import { StepPanel } from './step-panel.tsx'
import { type NewStep, StepPicker } from './step-picker.tsx'
import { TriggerPanel } from './trigger-panel.tsx'
import { useCheck } from './use-check.ts'
import { SamplesContext } from './use-samples.ts'
import { VersionsDrawer } from './versions-drawer.tsx'

const none: string[] = []
const Canvas = lazy(() => import('./canvas.tsx'))
const SourceView = lazy(() => import('./source-view.tsx'))

type Gap = { list: DraftPath; index: number }
type Opened = 'save' | 'versions' | 'dry-run' | 'run'
type BuilderProps = { workflow: Workflow | undefined; first: Draft; onSaved: (workflow: Workflow) => void }

/** Where a workflow is drawn, filled in, tried and saved. */
export function Builder({ workflow, first, onSaved }: BuilderProps) {
  const navigate = useNavigate()
  const { draft, change, undo, redo, canUndo, canRedo } = useDraft(first)
  const [selected, setSelected] = useState<string | undefined>(workflow === undefined ? 'trigger' : undefined)
  const [view, setView] = useState<View>('picture')
  const [opened, setOpened] = useState<Opened>()
  const [gap, setGap] = useState<Gap>()
  const [removing, setRemoving] = useState<DraftStep>()
  // Saved or deleted: there is nothing to lose any more, whatever was drawn last.
  const isLeaving = useRef(false)
  const isNarrow = useMediaQuery('(max-width: 62em)', window.innerWidth <= 992, {
    getInitialValueInEffect: false,
  })
  const locationId = useCurrentLocation()?.id
  const check = useCheck(draft)
  const issues = useMemo(() => placeIssues(draft, check.issues), [draft, check.issues])
  // The version the draft began with: what somebody else saves meanwhile must not be overwritten unseen.
  const [base, setBase] = useState(workflow)
  const saved: Draft | undefined = base?.definition
  const isChanged = !isSame(saved ?? first, draft)
  useDocumentTitle(draft.name)
  useBlocker({
    shouldBlockFn: () =>
      isChanged && !isLeaving.current && !window.confirm('The draft is not saved. Leave it?'),
    enableBeforeUnload: () => isChanged,
  })
  useHotkeys(
    [
      ['mod+Z', undo],
      ['mod+shift+Z', redo],
      ['mod+Y', redo],
      ['mod+S', () => setOpened('save')],
    ],
    // In a text field the keys are the field's own.
    ['INPUT', 'TEXTAREA', 'SELECT'],
  )

  const { samples, sample, shown, choose } = useSampleChoice(draft)
  const [outputs, setOutputs] = useState<Record<string, unknown>>({})
  const { data: secrets = none } = useQuery(secretNamesQuery)
  const pathsFor = useCallback(
    (stepId: string | undefined) => samplePaths(draft, stepId, { sample: shown, outputs, secrets }),
    [draft, shown, outputs, secrets],
  )
  const builder = useMemo<BuilderValue>(
    () => ({
      draft,
      change,
      issues: check.issues,
      sample,
      outputs,
      keepOutput: (stepId, output) => setOutputs((before) => ({ ...before, [stepId]: output })),
      pathsFor,
      locationId: sample?.locationId ?? locationId,
    }),
    [draft, change, check.issues, sample, outputs, pathsFor, locationId],
  )

  const select = useCallback((id: string | undefined) => setSelected(id), [])
  const insert = useCallback((list: DraftPath, index: number) => setGap({ list, index }), [])
  const askRemove = useCallback((id: string) => setRemoving(findStep(draft, id)?.step), [draft])
  const add = ({ words, ...fields }: NewStep) => {
    if (gap === undefined) return
    const step = { ...fields, id: freshIdIn(draft, words) } as DraftStep
    change((before) => insertStep(before, gap.list, gap.index, step))
    setGap(undefined)
    setSelected(step.id)
  }
  const step = findStep(draft, selected)?.step
  const panel =
    selected === 'trigger' ? (
      <TriggerPanel workflow={workflow} issues={issues} onClose={() => setSelected(undefined)} />
    ) : step === undefined ? null : (
      <StepPanel
        key={step.id}
        step={step}
        issues={issues}
        onClose={() => setSelected(undefined)}
        onSelect={setSelected}
        onRemove={() => setRemoving(step)}
        onDuplicate={() => {
          const copied = duplicateStep(draft, step.id)
          change(() => copied.draft)
          setSelected(copied.id)
        }}
      />
    )
  const shared = { selected, issues, onSelect: select, onInsert: insert }

  return (
    <BuilderContext value={builder}>
      <SamplesContext value={useMemo(() => ({ samples, choose }), [samples, choose])}>
        <Stack gap="sm">
          <BuilderBar
            workflow={workflow}
            view={view}
            onView={setView}
            isNarrow={isNarrow}
            issues={issues}
            isChecked={check.isCurrent}
            isChanged={isChanged}
            history={{ undo, redo, canUndo, canRedo }}
            onOpen={setOpened}
            onSelect={select}
            onDeleted={() => {
              isLeaving.current = true
              void navigate({ to: '/workflows' })
            }}
          />
          <div
            className={classes.work}
            data-panel={(panel !== null && !isNarrow && view === 'picture') || undefined}
          >
            {view === 'source' ? (
              <Suspense fallback={<Waiting />}>
                <SourceView issues={issues} />
              </Suspense>
            ) : isNarrow ? (
              <StepList {...shared} />
            ) : (
              <div className={classes.picture}>
                <Suspense fallback={<Waiting />}>
                  <Canvas {...shared} onRemove={askRemove} />
                </Suspense>
              </div>
            )}
            {view === 'picture' && !isNarrow && panel !== null && <div className={classes.side}>{panel}</div>}
          </div>
        </Stack>
        {isNarrow && (
          <Drawer
            opened={panel !== null && view === 'picture'}
            onClose={() => setSelected(undefined)}
            size="100%"
            padding={0}
            withCloseButton={false}
            // The panel has a heading of its own: this one only names the drawer.
            title="Step"
            styles={{ header: { display: 'none' } }}
          >
            {panel}
          </Drawer>
        )}
        <StepPicker isOpen={gap !== undefined} onClose={() => setGap(undefined)} onPick={add} />
        <ConfirmDialog
          thing={removing}
          onClose={() => setRemoving(undefined)}
          title={(about) => `Delete “${stepTitle(about)}”?`}
          consequence={(about) =>
            countInside(about) === 0
              ? 'The step is taken out of the draft; undo brings it back.'
              : `The step and the ${countInside(about)} inside it are taken out of the draft; undo brings them back.`
          }
          action={{
            isPending: false,
            isError: false,
            error: null,
            reset: () => {},
            mutate: (id, { onSuccess }) => {
              change((before) => removeStep(before, id))
              setSelected(undefined)
              onSuccess()
            },
          }}
          label="Delete"
          testId="confirm-remove-step"
        />
        <SaveDialog
          isOpen={opened === 'save'}
          draft={draft}
          workflow={base}
          onClose={() => setOpened(undefined)}
          onSaved={(after) => {
            if (workflow !== undefined) setBase(after)
            // What is saved is the hub's own reading of the draft, defaults and all.
            change(() => after.definition)
            isLeaving.current = workflow === undefined
            onSaved(after)
          }}
        />
        <DryRunDrawer isOpen={opened === 'dry-run'} onClose={() => setOpened(undefined)} />
        {workflow !== undefined && (
          <>
            <VersionsDrawer
              isOpen={opened === 'versions'}
              workflow={workflow}
              onClose={() => setOpened(undefined)}
              onTake={(definition) => {
                change(() => definition)
                setOpened(undefined)
              }}
            />
            <RunDialog
              isOpen={opened === 'run'}
              workflow={workflow}
              onClose={() => setOpened(undefined)}
              onRun={([runId]) =>
                void navigate(
                  runId === undefined
                    ? { to: '/runs', search: { workflow: workflow.id } }
                    : { to: '/runs/$runId', params: { runId } },
                )
              }
            />
          </>
        )}
      </SamplesContext>
    </BuilderContext>
  )
}

/** Real events the draft's trigger waits for, and which of them expressions are shown with. */
function useSampleChoice(draft: Draft) {
  const types =
    draft.trigger.type === 'event' && Array.isArray(draft.trigger['events'])
      ? draft.trigger['events'].map(String)
      : []
  const { data: samples = [] } = useQuery({ ...workflowSamplesQuery(types), enabled: types.length > 0 })
  const { data: schema } = useQuery(workflowSchemaQuery)
  const [chosen, choose] = useState<string>()
  const usable = types.length === 0 ? [] : samples
  const sample = usable.find(({ id }) => id === chosen) ?? usable[0]
  const type = types[0]
  const example = schema?.events.find((event) => event.type === type)?.example
  const standIn = useMemo(
    () => (type === undefined || example === undefined ? undefined : anExampleOf(type, example)),
    [type, example],
  )
  return { samples: usable, sample, shown: sample ?? standIn, choose }
}

/** The catalog's example, where no such event has been seen yet: fields are known, values are made up. */
const anExampleOf = (type: string, example: unknown): HubEvent => ({
  id: 'example',
  position: '',
  locationId: 'example',
  type,
  subject: { kind: 'example', id: 'example', version: null },
  occurredAt: '',
  recordedAt: '',
  data: example as Record<string, unknown>,
})

const Waiting = () => (
  <Center h={400} role="status" aria-label="Loading the picture">
    <Loader />
  </Center>
)
