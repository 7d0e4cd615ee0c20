import { useEffect, type ReactNode } from "react";

/** The title of a page, on the page and in the tab. */
export function PageHead({ title, children, end }: { title: string; children?: ReactNode; end?: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · Welkin`;
  }, [title]);
  return (
    <div className="page-head">
      <div className="grow">
        <h1>{title}</h1>
        {children && <p>{children}</p>}
      </div>
      {end}
    </div>
  );
}
