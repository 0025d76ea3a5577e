import { Text } from '@mantine/core'
import type { CSSProperties, ReactNode } from 'react'
import classes from './panel.module.css'

type PanelProps = {
  title?: ReactNode
  description?: ReactNode
  actions?: ReactNode
  /** Content reaches the edges, as tables do. */
  flush?: boolean
  children: ReactNode
  style?: CSSProperties
  'data-testid'?: string
}

/** A surface with an optional heading: the unit every page is built of. */
export function Panel({ title, description, actions, flush = false, children, style, ...rest }: PanelProps) {
  return (
    <section className={classes.panel} style={style} data-testid={rest['data-testid']}>
      {(title !== undefined || actions !== undefined) && (
        <header className={classes.head}>
          <div style={{ minWidth: 0 }}>
            <h2 className={classes.title} style={{ margin: 0 }}>
              {title}
            </h2>
            {description !== undefined && (
              <Text size="xs" c="dimmed" mt={2}>
                {description}
              </Text>
            )}
          </div>
          {actions}
        </header>
      )}
      <div className={flush ? classes.flush : classes.body}>{children}</div>
    </section>
  )
}
