import classes from './bridge-picture.module.css'

/** Records crossing a bridge from the CRM to your app. Decoration. */
export function BridgePicture() {
  return (
    <svg viewBox="0 0 460 210" className={classes.picture} aria-hidden>
      <path d="M20 172H440" className={classes.deck} />
      <path d="M60 172C60 84 140 40 230 40s170 44 170 132" className={classes.arch} />
      {[100, 143, 186, 230, 274, 317, 360].map((x) => (
        <path key={x} d={`M${x} ${archHeight(x)}V172`} className={classes.cable} />
      ))}
      <g className={classes.ends}>
        <rect x="8" y="118" width="74" height="54" rx="12" />
        <rect x="378" y="118" width="74" height="54" rx="12" />
        <text x="45" y="150">
          CRM
        </text>
        <text x="415" y="150">
          Your app
        </text>
      </g>
      {[0, 1, 2, 3, 4].map((index) => (
        <circle
          key={index}
          r="5"
          cy="160"
          cx="90"
          className={classes.record}
          style={{ animationDelay: `${index * 0.9}s` }}
        />
      ))}
    </svg>
  )
}

/** Where the arch is above a place on the deck; close enough to its curve for a cable's end. */
function archHeight(x: number): number {
  const distance = Math.abs(x - 230) / 170
  return 172 - 132 * Math.sqrt(Math.max(0, 1 - distance ** 2.2))
}
