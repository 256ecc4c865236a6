/** Three hosts and the overlay between them. */
export function Mark({ className = 'size-6' }: { className?: string }) {
  return (
    <svg viewBox="0 0 24 24" fill="none" aria-hidden className={className}>
      <path
        d="M5.5 6.5 12 18 18.5 6.5Z"
        stroke="var(--accent)"
        strokeWidth={1.6}
        strokeLinejoin="round"
        opacity={0.55}
      />
      {[
        [5.5, 6],
        [18.5, 6],
        [12, 18.5],
      ].map(([x, y]) => (
        <circle
          key={`${x}`}
          cx={x}
          cy={y}
          r={3}
          fill="var(--surface)"
          stroke="var(--accent)"
          strokeWidth={1.8}
        />
      ))}
    </svg>
  );
}
