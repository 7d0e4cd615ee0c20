import { useId } from "react";

/** One choice out of a few, as native radio buttons. */
export function Segmented<Value extends string>({ label, value, options, onChange }: { label: string; value: Value; options: readonly { value: Value; text: string; name?: string }[]; onChange: (value: Value) => void }) {
  const name = useId();
  return (
    <div className="segmented" role="radiogroup" aria-label={label}>
      {options.map((option) => (
        <label key={option.value} title={option.name}>
          <input type="radio" name={name} checked={option.value === value} onChange={() => onChange(option.value)} aria-label={option.name ?? option.text} />
          {option.text}
        </label>
      ))}
    </div>
  );
}
