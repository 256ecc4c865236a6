/** A small line of values, oldest first. `null` is a gap. It says its meaning in `label`. */
export function Sparkline({
  values,
  label,
  color = 'var(--accent)',
  width = 120,
  height = 28,
  className,
}: {
  values: (number | null)[];
  label: string;
  color?: string;
  width?: number;
  height?: number;
  className?: string;
}) {
  const known = values.filter((value): value is number => value !== null);
  const top = Math.max(...known, 0) || 1;
  const step = values.length > 1 ? width / (values.length - 1) : width;
  const inner = height - 4;
  let path = '';
  let pen = false;
  values.forEach((value, i) => {
    if (value === null) {
      pen = false;
      return;
    }
    path += `${pen ? 'L' : 'M'}${(i * step).toFixed(1)} ${(2 + inner * (1 - value / top)).toFixed(1)}`;
    pen = true;
  });
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      className={className}
      style={{ width: className ? undefined : width, height }}
    >
      <path
        d={`M0 ${height - 1.5}H${width}`}
        stroke="var(--line)"
        strokeWidth={1}
        vectorEffect="non-scaling-stroke"
      />
      {path && (
        <path
          d={path}
          fill="none"
          stroke={color}
          strokeWidth={1.5}
          strokeLinejoin="round"
          strokeLinecap="round"
          vectorEffect="non-scaling-stroke"
        />
      )}
    </svg>
  );
}
