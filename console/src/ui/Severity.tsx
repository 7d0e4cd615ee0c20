export const SEVERITIES = [
  { id: 5, name: "Critical", key: "critical" },
  { id: 4, name: "High", key: "high" },
  { id: 3, name: "Medium", key: "medium" },
  { id: 2, name: "Low", key: "low" },
  { id: 1, name: "Informational", key: "informational" },
] as const;

/** Severity as words, a count of bars, and a colour: never the colour alone. */
export function Severity({ id }: { id: number | undefined }) {
  const level = Math.min(5, Math.max(1, id ?? 1));
  return (
    <span className="severity" data-level={level}>
      <svg width="13" height="10" viewBox="0 0 13 10" aria-hidden="true">
        {[0, 1, 2, 3].map((bar) => (
          <rect key={bar} x={bar * 3.5} y={7.5 - bar * 2.5} width="2.5" height={2.5 + bar * 2.5} rx="0.6" fill="currentColor" opacity={bar < level - 1 ? 1 : 0.25} />
        ))}
      </svg>
      {severityName(level)}
    </span>
  );
}

export function severityName(id: number): string {
  return SEVERITIES.find((one) => one.id === id)?.name ?? "Informational";
}
