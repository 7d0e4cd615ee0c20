import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Autocomplete } from "react-aria-components/Autocomplete";
import { Input } from "react-aria-components/Input";
import { Menu, MenuItem } from "react-aria-components/Menu";
import { Dialog as AriaDialog, Modal, ModalOverlay } from "react-aria-components/Modal";
import { SearchField } from "react-aria-components/SearchField";
import { queries } from "../api/queries";
import { titleOf, uidOf } from "../ocsf";
import { setPreferences, type Preferences } from "../preferences";
import { navigate } from "../router";
import { PAGES } from "./shortcuts";

type Item = { readonly id: string; readonly text: string; readonly hint: string; readonly run: () => void };

/** Search and commands in one field. */
export default function Palette({ onClose }: { onClose: () => void }) {
  const [text, setText] = useState("");
  const incidents = useInfiniteQuery(queries.incidents({}));
  const known = incidents.data?.pages.flatMap((page) => page.items) ?? [];
  const items = itemsFor(text.trim(), known.map((one) => ({ uid: uidOf(one), title: titleOf(one) })));
  const choose = (id: string | number) => {
    onClose();
    items.find((item) => item.id === id)?.run();
  };
  return (
    <ModalOverlay className="scrim" isOpen isDismissable onOpenChange={(open) => !open && onClose()}>
      <Modal className="dialog palette">
        <AriaDialog aria-label="Search or go to">
          <Autocomplete inputValue={text} onInputChange={setText}>
            <SearchField aria-label="Search or go to" autoFocus>
              <Input className="palette-input" placeholder="Search findings and incidents, or type a page or command" />
            </SearchField>
            <Menu aria-label="Results" items={items} onAction={choose} renderEmptyState={() => <div className="palette-empty">Nothing fits. Try an actor, an address, or a rule.</div>}>
              {(item) => (
                <MenuItem id={item.id} textValue={item.text}>
                  <span className="truncate">{item.text}</span>
                  <span className="muted small">{item.hint}</span>
                </MenuItem>
              )}
            </Menu>
          </Autocomplete>
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

function itemsFor(text: string, incidents: readonly { uid: string; title: string }[]): Item[] {
  const fits = (words: string) => words.toLowerCase().includes(text.toLowerCase());
  const go = (to: string) => () => navigate(to);
  const searches: Item[] = text
    ? [
        ...(/^(select|with)\b/i.test(text) ? [{ id: "hunt", text: `Run ${text}`, hint: "Hunt", run: go(`/hunt?sql=${encodeURIComponent(text)}`) }] : []),
        { id: "findings", text: `Findings with “${text}”`, hint: "Search", run: go(`/findings?q=${encodeURIComponent(text)}`) },
        { id: "incidents", text: `Incidents with “${text}”`, hint: "Search", run: go(`/incidents?q=${encodeURIComponent(text)}`) },
      ]
    : [];
  const pages: Item[] = PAGES.filter((page) => fits(page.name)).map((page) => ({ id: page.path, text: page.name, hint: `g ${page.key}`, run: go(page.path) }));
  const known: Item[] = incidents
    .filter((one) => fits(one.title) || one.uid === text)
    .slice(0, 5)
    .map((one) => ({ id: `incident ${one.uid}`, text: one.title, hint: "Incident", run: go(`/incidents/${encodeURIComponent(one.uid)}`) }));
  const commands: Item[] = COMMANDS.filter((command) => fits(command.text)).map(({ text: name, patch }) => ({ id: name, text: name, hint: "Command", run: () => setPreferences(patch) }));
  // A page or command that fits what was typed comes before a search for it.
  return text ? [...pages, ...known, ...searches, ...commands] : [...pages, ...known, ...commands];
}

const COMMANDS: readonly { text: string; patch: Partial<Preferences> }[] = [
  { text: "Dark theme", patch: { theme: "dark" } },
  { text: "Light theme", patch: { theme: "light" } },
  { text: "Theme as the system", patch: { theme: "system" } },
  { text: "Show times in UTC", patch: { zone: "utc" } },
  { text: "Show times in local time", patch: { zone: "local" } },
];
