import { CopyAction } from './copy-field.tsx'
import classes from './code-block.module.css'

/** Text for a terminal or a program, as it is, with a button that copies it. */
export function CodeBlock({ code, label }: { code: string; label: string }) {
  return (
    <div className={classes.block}>
      <pre tabIndex={0} role="region" aria-label={label}>
        <code>{code}</code>
      </pre>
      <div className={classes.copy}>
        <CopyAction value={code} label={`Copy ${label.toLowerCase()}`} />
      </div>
    </div>
  )
}
