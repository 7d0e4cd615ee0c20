import { useState } from "react";
import { Button } from "./Button";

export function Copy({ text, label = "Copy" }: { text: string; label?: string }) {
  const [state, setState] = useState<"idle" | "done" | "failed">("idle");
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setState("done");
    } catch {
      // The clipboard exists only on localhost and https pages.
      setState("failed");
    }
    setTimeout(() => setState("idle"), 2_000);
  };
  return (
    <Button look="quiet" onPress={() => void copy()}>
      <span aria-live="polite">{state === "idle" ? label : state === "done" ? "Copied" : "The browser refused; select and copy"}</span>
    </Button>
  );
}
