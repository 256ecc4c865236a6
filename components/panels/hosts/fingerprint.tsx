export function Fingerprint({ what, value }: { what: string; value: string }) {
  return (
    <div>
      <dt className="text-muted text-xs">{what}</dt>
      <dd className="break-all font-mono text-ink text-xs">{value}</dd>
    </div>
  );
}
