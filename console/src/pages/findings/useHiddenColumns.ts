import { useState } from "react";

/** Which columns this browser hides. */
export function useHiddenColumns(): [Readonly<Record<string, boolean>>, (id: string, hidden: boolean) => void] {
  const [hidden, setHidden] = useState<Record<string, boolean>>(load);
  const change = (id: string, gone: boolean) => {
    const next = { ...hidden, [id]: gone };
    setHidden(next);
    try {
      localStorage.setItem(KEY, JSON.stringify(next));
    } catch {
      // Storage may be forbidden; the choice then lasts as long as the page.
    }
  };
  return [hidden, change];
}

function load(): Record<string, boolean> {
  const fallback = { operation: true, rule: true, account: true, resource: true };
  try {
    return (JSON.parse(localStorage.getItem(KEY) ?? "null") as Record<string, boolean> | null) ?? fallback;
  } catch {
    return fallback;
  }
}

const KEY = "welkin.findings.hidden";
