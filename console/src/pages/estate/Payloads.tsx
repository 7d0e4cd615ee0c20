import { useState } from "react";
import type { AssetDetail } from "../../api/types";
import { Json } from "../../ui/Json";
import { Panel } from "../../ui/Panel";

/** The provider's own words, call by call. */
export function Payloads({ views }: { views: AssetDetail["views"] }) {
  return (
    <Panel title={`As the provider tells it (${views.length})`}>
      {views.length === 0 ? (
        <p className="muted">No call described this asset by itself.</p>
      ) : (
        <div className="payloads">
          {views.map((view) => (
            <Payload key={view.via} view={view} />
          ))}
        </div>
      )}
    </Panel>
  );
}

/** A record is put on the page when it is asked for: they can be large. */
function Payload({ view }: { view: AssetDetail["views"][number] }) {
  const [open, setOpen] = useState(false);
  return (
    <details className="mapped" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <code>{view.via}</code>
      </summary>
      {open && <Json value={view.payload} label={view.via} />}
    </details>
  );
}
