import { Skeleton } from '@mantine/core'
import classes from './overview.module.css'

/** The outline of the overview while its numbers are on the way. */
export function OverviewSkeleton() {
  return (
    <div className={classes.content} role="status" aria-label="Loading statistics">
      <div className={classes.cards}>
        {[1, 2, 3, 4, 5].map((card) => (
          <Skeleton key={card} h={119} radius="lg" />
        ))}
      </div>
      <div className={classes.split}>
        <Skeleton h={380} radius="lg" />
        <Skeleton h={380} radius="lg" />
      </div>
      <div className={classes.split}>
        <Skeleton h={320} radius="lg" />
        <Skeleton h={320} radius="lg" />
      </div>
    </div>
  )
}
