import { Button } from '@mantine/core'
import { useState } from 'react'
import { CopyAction } from './copy-field.tsx'
import classes from './json-view.module.css'

type JsonViewProps = { value: unknown; label: string }

/** Any JSON value as a tree whose branches open and close; copied as text. */
export function JsonView({ value, label }: JsonViewProps) {
  return (
    <div className={classes.view}>
      <div className={classes.tree} tabIndex={0} role="region" aria-label={label} data-testid="json-view">
        <Value value={value} depth={0} />
      </div>
      <div className={classes.copy}>
        <CopyAction value={JSON.stringify(value, null, 2) ?? ''} label={`Copy ${label.toLowerCase()}`} />
      </div>
    </div>
  )
}

/** Longer branches show their beginning: a list of thousands must not freeze the page. */
const shownAtOnce = 50

type ValueProps = { value: unknown; depth: number; name?: string | undefined }

function Value({ value, depth, name }: ValueProps) {
  const key = name === undefined ? null : <span className={classes.key}>{name}: </span>
  if (typeof value !== 'object' || value === null) {
    return (
      <div className={classes.leaf}>
        {key}
        <span className={classes.value} data-type={value === null ? 'null' : typeof value} dir="auto">
          {JSON.stringify(value) ?? 'nothing'}
        </span>
      </div>
    )
  }
  return <Branch value={value} depth={depth} mark={key} />
}

function Branch({ value, depth, mark }: { value: object; depth: number; mark: React.ReactNode }) {
  const [count, setCount] = useState(shownAtOnce)
  const [opened, setOpened] = useState(depth < 2)
  const isList = Array.isArray(value)
  const parts = Object.entries(value)
  const [open, close] = isList ? '[]' : '{}'
  if (parts.length === 0) {
    return (
      <div className={classes.leaf}>
        {mark}
        {open}
        {close}
      </div>
    )
  }
  return (
    <details open={opened} onToggle={(event) => setOpened(event.currentTarget.open)}>
      <summary className={classes.summary}>
        {mark}
        <span className={classes.size}>
          {open}
          {parts.length}{' '}
          {isList ? (parts.length === 1 ? 'entry' : 'entries') : parts.length === 1 ? 'field' : 'fields'}
          {close}
        </span>
      </summary>
      {opened && (
        <div className={classes.inside}>
          {parts.slice(0, count).map(([part, inner]) => (
            <Value key={part} name={part} value={inner} depth={depth + 1} />
          ))}
          {parts.length > count && (
            <Button size="compact-xs" variant="subtle" onClick={() => setCount(count + 200)}>
              {parts.length - count} more
            </Button>
          )}
        </div>
      )}
    </details>
  )
}
