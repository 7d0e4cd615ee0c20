import { useRef } from "react";

type Props = { value: string; onChange: (value: string) => void; onRun: () => void; errorLine: number | null };

/** A plain text area with line numbers. Tab leaves it, so that the keyboard is never caught. */
export function Editor({ value, onChange, onRun, errorLine }: Props) {
  const gutter = useRef<HTMLDivElement>(null);
  const lines = value.split("\n").length;
  return (
    <div className="editor">
      <div className="editor-gutter number" ref={gutter} aria-hidden="true">
        {Array.from({ length: lines }, (_, index) => (
          <div key={index} data-error={index + 1 === errorLine}>
            {index + 1}
          </div>
        ))}
      </div>
      <textarea
        aria-label="SQL query"
        aria-keyshortcuts="Control+Enter Meta+Enter"
        aria-invalid={errorLine !== null}
        className="editor-text mono"
        value={value}
        wrap="off"
        rows={Math.min(16, Math.max(6, lines + 1))}
        spellCheck={false}
        autoCapitalize="off"
        autoCorrect="off"
        onChange={(event) => onChange(event.target.value)}
        onScroll={(event) => gutter.current?.scrollTo(0, event.currentTarget.scrollTop)}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          onRun();
        }}
      />
    </div>
  );
}
