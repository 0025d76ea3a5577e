import { sparkPath } from './spark-path.ts'

type SparklineProps = { values: (number | null)[]; colour?: string; width?: number; height?: number }

/** A small line of the course of a value; decoration beside the number that says it. */
export function Sparkline({ values, colour = 'var(--accent)', width = 112, height = 36 }: SparklineProps) {
  const path = sparkPath(values, width, height)
  return (
    <svg
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      width={width}
      height={height}
      aria-hidden
      data-sparkline
      style={{ maxWidth: '100%' }}
    >
      {path !== undefined && (
        <>
          <path d={path.area} fill={colour} opacity={0.13} />
          <path
            d={path.line}
            fill="none"
            stroke={colour}
            strokeWidth={1.6}
            strokeLinejoin="round"
            strokeLinecap="round"
            vectorEffect="non-scaling-stroke"
          />
        </>
      )}
    </svg>
  )
}
