import { CopyAction } from './copy-field.tsx'
import classes from './code-block.module.css'

type CodeBlockProps = {
  code: string
  label: string
  /** Long lines are broken instead of scrolled. */
  isWrapped?: boolean
}

/** Text for a terminal or a program, as it is, with a button that copies it. */
export function CodeBlock({ code, label, isWrapped = false }: CodeBlockProps) {
  return (
    <div className={classes.block} data-wrapped={isWrapped || undefined}>
      <pre tabIndex={0} role="region" aria-label={label}>
        <code>{code}</code>
      </pre>
      <div className={classes.copy}>
        <CopyAction value={code} label={`Copy ${label.toLowerCase()}`} />
      </div>
    </div>
  )
}
