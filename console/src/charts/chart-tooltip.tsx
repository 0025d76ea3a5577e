import { platformColour, platformName } from '../parts/platforms.ts'
import classes from './chart-tooltip.module.css'

type Row = { platform: string; value: number; text: string }
type ChartTooltipProps = { title: string; rows: Row[]; total?: ((value: number) => string) | undefined }

/** What a chart says about the place under the pointer. */
export function ChartTooltip({ title, rows, total }: ChartTooltipProps) {
  if (rows.length === 0) return null
  const sum = rows.reduce((all, row) => all + row.value, 0)
  return (
    <div className={classes.tooltip}>
      <div className={classes.title}>
        <span>{title}</span>
        {total !== undefined && rows.length > 1 && <b>{total(sum)}</b>}
      </div>
      {rows
        .toSorted((one, other) => other.value - one.value)
        .map((row) => (
          <div key={row.platform} className={classes.row}>
            <i style={{ background: platformColour(row.platform) }} />
            <span>{platformName(row.platform)}</span>
            <b>{row.text}</b>
          </div>
        ))}
    </div>
  )
}
