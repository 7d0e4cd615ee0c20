import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useEffect, useRef, useState, type ReactNode } from "react";
import { queries } from "../api/queries";
import { formatCount } from "../format";
import { Link, usePath } from "../router";
import { Icon, Logo } from "../ui/Icon";
import { HelpDialog } from "./HelpDialog";
import { PAGES, useShortcuts } from "./shortcuts";
import { TopBar } from "./TopBar";
import "../design/shell.css";

const Palette = lazy(() => import("./Palette"));

/** The frame of every page: rail, top bar, and the page in the middle. */
export function Shell({ children }: { children: ReactNode }) {
  const path = usePath();
  const [open, setOpen] = useState<"palette" | "help" | null>(null);
  const main = useRef<HTMLElement>(null);
  useShortcuts({ onSearch: () => setOpen("palette"), onHelp: () => setOpen("help") });

  // A new page starts at its top, with the focus in it; a drawer over the same page does not count.
  const place = /^\/(incidents|estate)\//.test(path) ? path : `/${path.split("/")[1] ?? ""}`;
  const before = useRef(place);
  useEffect(() => {
    if (before.current === place) return;
    before.current = place;
    main.current?.focus({ preventScroll: true });
    main.current?.scrollTo(0, 0);
  }, [place]);

  return (
    <div className="shell">
      <a className="skip" href="#main">
        Skip to content
      </a>
      <Rail path={path} />
      <TopBar onSearch={() => setOpen("palette")} onHelp={() => setOpen("help")} />
      <main id="main" className={FILLING.test(path) ? "page fill" : "page"} ref={main} tabIndex={-1}>
        <div className="inner">{children}</div>
      </main>
      {open === "palette" && (
        <Suspense>
          <Palette onClose={() => setOpen(null)} />
        </Suspense>
      )}
      {open === "help" && <HelpDialog onClose={() => setOpen(null)} />}
    </div>
  );
}

function Rail({ path }: { path: string }) {
  const { data } = useQuery(queries.overview);
  return (
    <nav className="rail" aria-label="Pages">
      <Link to="/" className="brand" aria-label="Welkin">
        <Logo />
        <span className="label">Welkin</span>
      </Link>
      <ul>
        {PAGES.map((page) => {
          const here = page.path === "/" ? path === "/" : path.startsWith(page.path);
          const count = page.path === "/incidents" ? data?.totals.incidents_open : page.path === "/sources" ? data?.totals.quarantined : undefined;
          return (
            <li key={page.path}>
              <Link to={page.path} aria-current={here ? "page" : undefined} title={`${page.name} (g ${page.key})`} aria-label={page.name}>
                <Icon name={page.icon} />
                <span className="label">{page.name}</span>
                {count ? (
                  <span className="count number" title={page.path === "/sources" ? "in quarantine" : "open"}>
                    {formatCount(count)}
                  </span>
                ) : null}
              </Link>
            </li>
          );
        })}
      </ul>
      <div className="foot">
        {data?.demo && <span className="badge warn">Demo<span className="wide"> data</span></span>}
        {data && <span className="wide">Version {data.version}</span>}
      </div>
    </nav>
  );
}

/** Pages whose table takes the height that is left, and scrolls by itself. */
const FILLING = /^\/(findings|incidents\/?$|estate\/?$|hunt)/;
