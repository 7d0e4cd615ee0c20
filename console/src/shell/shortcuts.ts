import { useEffect, useRef } from "react";
import { navigate } from "../router";

export const PAGES = [
  { key: "o", path: "/", name: "Overview", icon: "overview" },
  { key: "i", path: "/incidents", name: "Incidents", icon: "incidents" },
  { key: "f", path: "/findings", name: "Findings", icon: "findings" },
  { key: "e", path: "/estate", name: "Estate", icon: "estate" },
  { key: "h", path: "/hunt", name: "Hunt", icon: "hunt" },
  { key: "s", path: "/sources", name: "Sources", icon: "sources" },
] as const;

/** The keys that work on every page. */
export function useShortcuts({ onSearch, onHelp }: { onSearch: () => void; onHelp: () => void }) {
  const actions = useRef({ onSearch, onHelp });
  actions.current = { onSearch, onHelp };
  useEffect(() => {
    let going = 0;
    const onKey = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
        event.preventDefault();
        actions.current.onSearch();
        return;
      }
      if (isTaken(event)) return;
      const target = performance.now() - going < SEQUENCE_MS ? PAGES.find((page) => page.key === event.key) : undefined;
      going = event.key === "g" ? performance.now() : 0;
      if (target) navigate(target.path);
      else if (event.key === "/") actions.current.onSearch();
      else if (event.key === "?") actions.current.onHelp();
      else return;
      event.preventDefault();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
}

/** Moves through the list of the page with j and k. */
export function useListKeys(move: (step: 1 | -1) => void) {
  const latest = useRef(move);
  latest.current = move;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (isTaken(event) || (event.key !== "j" && event.key !== "k")) return;
      event.preventDefault();
      latest.current(event.key === "j" ? 1 : -1);
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
}

/** Typing, held modifiers and open dialogs keep their keys. */
function isTaken(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return true;
  const target = event.target as HTMLElement;
  if (target.closest("textarea, select, [contenteditable]")) return true;
  if (target instanceof HTMLInputElement && !["radio", "checkbox", "button"].includes(target.type)) return true;
  return document.querySelector("[role=dialog], [role=alertdialog]") !== null;
}

const SEQUENCE_MS = 1_500;
