import { useId, type ReactNode } from "react";

/** A titled box. */
export function Panel({ title, end, children, flush = false }: { title: string; end?: ReactNode; children: ReactNode; flush?: boolean }) {
  const id = useId();
  return (
    <section className="panel" aria-labelledby={id}>
      <header>
        <h2 id={id}>{title}</h2>
        {end}
      </header>
      {flush ? children : <div className="body">{children}</div>}
    </section>
  );
}
