import { useSyncExternalStore } from "react";

export type Theme = "system" | "light" | "dark";
export type Zone = "utc" | "local";

/** What one person chose in this browser. */
export type Preferences = { readonly theme: Theme; readonly zone: Zone };

export function usePreferences(): Preferences {
  return useSyncExternalStore(subscribe, () => current);
}

export function setPreferences(patch: Partial<Preferences>) {
  current = { ...current, ...patch };
  try {
    localStorage.setItem(KEY, JSON.stringify(current));
  } catch {
    // Storage may be forbidden; the choice then lasts as long as the page.
  }
  applyTheme();
  listeners.forEach((tell) => tell());
}

/** The theme on the screen, with `system` resolved. */
export function useShownTheme(): "light" | "dark" {
  const { theme } = usePreferences();
  const dark = useSyncExternalStore(subscribe, () => systemDark.matches);
  return theme === "system" ? (dark ? "dark" : "light") : theme;
}

export function applyTheme() {
  const dark = current.theme === "dark" || (current.theme === "system" && systemDark.matches);
  document.documentElement.dataset["theme"] = dark ? "dark" : "light";
}

function load(): Preferences {
  const fallback: Preferences = { theme: "system", zone: "utc" };
  try {
    return { ...fallback, ...(JSON.parse(localStorage.getItem(KEY) ?? "{}") as Partial<Preferences>) };
  } catch {
    return fallback;
  }
}

function subscribe(tell: () => void) {
  listeners.add(tell);
  return () => listeners.delete(tell);
}

const KEY = "welkin.preferences";
const listeners = new Set<() => void>();
const systemDark = matchMedia("(prefers-color-scheme: dark)");
let current = load();

systemDark.addEventListener("change", () => {
  applyTheme();
  listeners.forEach((tell) => tell());
});
