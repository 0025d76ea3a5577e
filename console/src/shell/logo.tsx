/** The product's mark: a bridge on a tile. */
export function Logo({ size = 32 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden style={{ flexShrink: 0 }}>
      <defs>
        <linearGradient id="logo-gradient" x1="0" y1="0" x2="1" y2="1">
          <stop offset="0" stopColor="#4a62e8" />
          <stop offset="1" stopColor="#b154e8" />
        </linearGradient>
      </defs>
      <rect width="32" height="32" rx="9" fill="url(#logo-gradient)" />
      <path
        d="M5 21.5h22M7.5 21.5c0-6 3.6-10 8.5-10s8.5 4 8.5 10M16 11.5v10M11.5 13.2v8.3M20.5 13.2v8.3"
        fill="none"
        stroke="#fff"
        strokeWidth="2"
        strokeLinecap="round"
      />
    </svg>
  )
}
