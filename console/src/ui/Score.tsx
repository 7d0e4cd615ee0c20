/** A score of 0 to 100 as a number in a ring. */
export function Score({ value, large = false }: { value: number; large?: boolean }) {
  const size = large ? 52 : 34;
  const radius = size / 2 - 3;
  const length = 2 * Math.PI * radius;
  const level = value >= 80 ? 5 : value >= 60 ? 4 : value >= 40 ? 3 : value >= 20 ? 2 : 1;
  return (
    <span className={large ? "score large" : "score"} role="img" aria-label={`score ${value} of 100`} title={`Score ${value} of 100`}>
      <svg width={size} height={size} viewBox={`0 0 ${size} ${size}`} aria-hidden="true">
        <circle cx={size / 2} cy={size / 2} r={radius} fill="none" stroke="var(--line)" strokeWidth="3" />
        <circle cx={size / 2} cy={size / 2} r={radius} fill="none" stroke={`var(--severity-${level})`} strokeWidth="3" strokeLinecap="round" strokeDasharray={`${(length * value) / 100} ${length}`} transform={`rotate(-90 ${size / 2} ${size / 2})`} />
      </svg>
      <b className="number" aria-hidden="true">
        {value}
      </b>
    </span>
  );
}
