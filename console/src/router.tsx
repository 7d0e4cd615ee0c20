import { createContext, useCallback, useContext, useMemo, useSyncExternalStore, type AnchorHTMLAttributes, type MouseEvent, type ReactNode } from "react";

export type Params = Readonly<Record<string, string>>;
export type Route = { readonly path: string; readonly render: (params: Params) => ReactNode };

/** Renders the first route whose path fits; `:name` takes one segment. */
export function Routes({ routes, otherwise }: { routes: readonly Route[]; otherwise: ReactNode }) {
  const path = usePath();
  for (const route of routes) {
    const params = match(route.path, path);
    if (params) return <ParamsContext.Provider value={params}>{route.render(params)}</ParamsContext.Provider>;
  }
  return <>{otherwise}</>;
}

/** A link that moves inside the page; modified clicks keep their meaning. */
export function Link({ to, replace, onClick, ...rest }: { to: string; replace?: boolean } & Omit<AnchorHTMLAttributes<HTMLAnchorElement>, "href">) {
  const follow = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event);
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    navigate(to, { replace });
  };
  return <a href={to} onClick={follow} {...rest} />;
}

export function navigate(to: string, { replace = false }: { replace?: boolean } = {}) {
  history[replace ? "replaceState" : "pushState"](null, "", to);
  listeners.forEach((tell) => tell());
}

export function usePath(): string {
  return useSyncExternalStore(subscribe, () => location.pathname);
}

export function useParams(): Params {
  return useContext(ParamsContext);
}

/** The query of the address and a function that changes some of its fields; an empty value removes one. */
export function useQueryParams(): [URLSearchParams, (patch: Record<string, string | null | undefined>, replace?: boolean) => void] {
  const search = useSyncExternalStore(subscribe, () => location.search);
  const params = useMemo(() => new URLSearchParams(search), [search]);
  const change = useCallback((patch: Record<string, string | null | undefined>, replace = true) => {
    const next = new URLSearchParams(location.search);
    for (const [name, value] of Object.entries(patch)) {
      if (value) next.set(name, value);
      else next.delete(name);
    }
    navigate(withQuery(location.pathname, next), { replace });
  }, []);
  return [params, change];
}

export function withQuery(path: string, params: URLSearchParams): string {
  const text = params.toString();
  return text ? `${path}?${text}` : path;
}

function match(pattern: string, path: string): Params | null {
  const wanted = pattern.split("/");
  const given = path.replace(/\/+$/, "").split("/");
  if (wanted.length !== given.length) return null;
  const params: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? "";
    if (part.startsWith(":")) params[part.slice(1)] = decodeURIComponent(value);
    else if (part !== value) return null;
  }
  return params;
}

function subscribe(tell: () => void) {
  listeners.add(tell);
  addEventListener("popstate", tell);
  return () => {
    listeners.delete(tell);
    removeEventListener("popstate", tell);
  };
}

const listeners = new Set<() => void>();
const ParamsContext = createContext<Params>({});
