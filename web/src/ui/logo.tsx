/** The mark: a line with the point where work is now. */
export function Logo({ size = 24 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <rect width="24" height="24" rx="6.5" fill="var(--accent)" />
      <g stroke="var(--accent-text)" strokeWidth="1.9" fill="none" strokeLinecap="round">
        <path d="M3.8 12h1.4M9.6 12h4M19.4 12h.8" />
        <circle cx="7.4" cy="12" r="2.1" />
      </g>
      <circle cx="16.5" cy="12" r="3" fill="var(--accent-text)" />
    </svg>
  );
}
