import { formatCompact, formatNumber } from '../parts/format.ts'
import { platformColour, platformName } from '../parts/platforms.ts'
import { PlatformIcon } from '../parts/platform-icon.tsx'
import { donutArcs } from './donut-arcs.ts'
import classes from './share-donut.module.css'

type Part = { platform: string; value: number; share: number }

/** Circumference 100, so that arcs are percentages. */
const radius = 100 / (2 * Math.PI)

/** Shares of the networks as a ring around the total, with the numbers below it. */
export function ShareDonut({ total, parts, label }: { total: number; parts: Part[]; label: string }) {
  const arcs = donutArcs(parts.map((part) => part.share))
  return (
    <div className={classes.root}>
      <svg
        viewBox="0 0 40 40"
        className={classes.ring}
        role="img"
        aria-label={`${label}: ${formatNumber(total)}`}
      >
        <circle cx="20" cy="20" r={radius} className={classes.track} />
        {parts.map((part, index) => (
          <circle
            key={part.platform}
            cx="20"
            cy="20"
            r={radius}
            className={classes.arc}
            style={{ stroke: platformColour(part.platform) }}
            strokeDasharray={`${arcs[index]!.length} ${100 - arcs[index]!.length}`}
            strokeDashoffset={25 - arcs[index]!.offset}
          />
        ))}
        <text x="20" y="20.2" className={classes.total}>
          {formatCompact(total)}
        </text>
        <text x="20" y="24" className={classes.label}>
          {label.toLowerCase()}
        </text>
      </svg>
      <ul className={classes.legend}>
        {parts.map((part) => (
          <li key={part.platform}>
            <PlatformIcon platform={part.platform} size={16} />
            <span className={classes.name}>{platformName(part.platform)}</span>
            <b className="numbers">{formatCompact(part.value)}</b>
            <span className={`${classes.share} numbers`}>{Math.round(part.share * 100)}%</span>
          </li>
        ))}
      </ul>
    </div>
  )
}
