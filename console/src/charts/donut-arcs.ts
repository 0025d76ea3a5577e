/** The arcs of a donut, each with a small gap after it, as `stroke-dasharray` on a circle of circumference 100. */
export function donutArcs(shares: number[], gap = 1.2): { length: number; offset: number }[] {
  const gaps = shares.length > 1 ? gap : 0
  let start = 0
  return shares.map((share) => {
    const arc = { length: Math.max(share * 100 - gaps, 0.4), offset: start + gaps / 2 }
    start += share * 100
    return arc
  })
}
