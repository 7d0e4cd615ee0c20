import { Fragment } from "react";
import { Dialog } from "../ui/Dialog";
import { PAGES } from "./shortcuts";

const KEYS: readonly [string, readonly string[]][] = [
  ["Search or go to", ["/"]],
  ...PAGES.map((page): [string, readonly string[]] => [page.name, ["g", page.key]]),
  ["Next and previous row", ["j", "k"]],
  ["Open the row", ["Enter"]],
  ["Close a drawer or dialog", ["Esc"]],
  ["Timeline: zoom in, out, all", ["+", "-", "0"]],
  ["Timeline: earlier, later", ["←", "→"]],
  ["Hunt: run the query", ["Ctrl", "Enter"]],
  ["This help", ["?"]],
];

export function HelpDialog({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title="Keyboard" onClose={onClose}>
      <dl className="keys">
        {KEYS.map(([text, keys]) => (
          <Fragment key={text}>
            <dt>{text}</dt>
            <dd>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dd>
          </Fragment>
        ))}
      </dl>
      <p className="muted small">On a Mac, ⌘ takes the place of Ctrl. Typing in a field switches the single keys off.</p>
    </Dialog>
  );
}
