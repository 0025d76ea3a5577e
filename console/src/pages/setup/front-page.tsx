import type { ReactNode } from 'react'
import { useBrand } from '../../data/session.ts'
import { ColourSchemeToggle } from '../../shell/colour-scheme-toggle.tsx'
import { Logo } from '../../shell/logo.tsx'
import { BridgePicture } from './bridge-picture.tsx'
import classes from './front-page.module.css'

/** The frame of pages for people who are not inside yet: what this is on one side, what to do on the other. */
export function FrontPage({ children }: { children: ReactNode }) {
  const brand = useBrand()
  return (
    <div className={classes.page}>
      <aside className={classes.aside}>
        <div className={classes.brand}>
          <Logo size={38} />
          <span>{brand}</span>
        </div>
        <div>
          <BridgePicture />
          <p className={classes.claim}>Your CRM&rsquo;s social data, in your own house.</p>
          <p className={classes.words}>
            Posts, tags, accounts and every day of statistics arrive in your own database and stay there, with
            their whole history, ready for your app.
          </p>
        </div>
        <p className={classes.small}>Nothing on this page leaves your machine.</p>
      </aside>
      <main className={classes.main}>
        <div className={classes.top}>
          <div className={classes.brandSmall}>
            <Logo size={32} />
            <span>{brand}</span>
          </div>
          <ColourSchemeToggle />
        </div>
        <div className={classes.content}>{children}</div>
      </main>
    </div>
  )
}
