import { useQueryClient } from "@tanstack/react-query";
import { remove } from "../api/client";
import { useConnection, type Connection } from "../api/stream";
import { setPreferences, usePreferences } from "../preferences";
import { Button } from "../ui/Button";
import { Icon } from "../ui/Icon";
import { Segmented } from "../ui/Segmented";

const STATES: Record<Connection, { text: string; long: string }> = {
  connecting: { text: "Connecting", long: "" },
  live: { text: "Live", long: "" },
  reconnecting: { text: "Reconnecting", long: "– shown data may be old" },
  off: { text: "Off", long: "" },
};

export function TopBar({ onSearch, onHelp }: { onSearch: () => void; onHelp: () => void }) {
  const { theme, zone } = usePreferences();
  const connection = useConnection();
  const state = STATES[connection];
  const client = useQueryClient();
  const signOut = async () => {
    await remove("/session").catch(() => undefined);
    client.setQueryData(["session"], false);
    client.removeQueries({ predicate: (query) => query.queryKey[0] !== "session" });
  };
  return (
    <header className="topbar">
      <button type="button" className="search-button" onClick={onSearch} aria-label="Search or go to" aria-keyshortcuts="/">
        <Icon name="hunt" />
        <span>Search or go to…</span>
        <kbd>/</kbd>
      </button>
      <div className="end">
        <span className="connection" data-state={connection} role="status">
          <span className="hidden-text">Stream:</span>
          {state.text}
          {state.long && <span className="long">{state.long}</span>}
        </span>
        <Segmented label="Time zone" value={zone} onChange={(value) => setPreferences({ zone: value })} options={[{ value: "utc", text: "UTC" }, { value: "local", text: "Local", name: "Local time" }]} />
        <Segmented
          label="Theme"
          value={theme}
          onChange={(value) => setPreferences({ theme: value })}
          options={[{ value: "light", text: "Light" }, { value: "dark", text: "Dark" }, { value: "system", text: "Auto", name: "Auto, as the system" }]}
        />
        <Button look="quiet" icon aria-label="Keyboard help" onPress={onHelp}>
          <Icon name="help" />
        </Button>
        <Button look="quiet" icon aria-label="Sign out" onPress={() => void signOut()}>
          <Icon name="signOut" />
        </Button>
      </div>
    </header>
  );
}
