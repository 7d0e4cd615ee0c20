import { useQuery } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import { queries } from "../../api/queries";
import { Button } from "../../ui/Button";
import { TextField } from "../../ui/Fields";
import { Icon } from "../../ui/Icon";
import { AssetLink } from "./AssetLink";
import { kindName, shortId } from "./words";

/** Picks one asset by searching; the choice is an id in the address. */
export function AssetPicker({ label, id, onPick }: { label: string; id: string; onPick: (id: string | null) => void }) {
  const [text, setText] = useState("");
  const search = useCallback((value: string) => setText(value.trim()), []);
  const found = useQuery({ ...queries.assets({ q: text, limit: MOST }), enabled: id === "" && text !== "" });
  const known = useQuery({ ...queries.assets({ q: id, limit: MOST }), enabled: id !== "" });
  if (id !== "") {
    const row = known.data?.items.find((one) => one.id === id);
    return (
      <div className="picker">
        <span className="picker-label">{label}</span>
        <div className="row picked">
          <AssetLink id={id} node={row ? { ...row, described: true } : { name: shortId(id), kind: "", cloud: "", described: true }} />
          <Button look="quiet" icon aria-label={`Choose another asset for “${label}”`} onPress={() => onPick(null)}>
            <Icon name="close" />
          </Button>
        </div>
      </div>
    );
  }
  const items = text === "" ? [] : (found.data?.items ?? []);
  return (
    <div className="picker">
      <TextField label={label} wide value={text} placeholder="Name or id of an asset" onChange={search} />
      {text !== "" && (
        <div className="picker-found">
          <p className="muted small" role="status">
            {found.isFetching ? "Searching…" : items.length === 0 ? "No asset fits" : (found.data?.total ?? 0) > items.length ? `First ${items.length} of ${found.data?.total}` : `${items.length} found`}
          </p>
          <ul aria-label={`Assets for “${label}”`}>
            {items.map((one) => (
              <li key={one.id}>
                <button type="button" className="link-button" title={one.id} onClick={() => onPick(one.id)}>
                  {one.name || shortId(one.id)}
                </button>
                <span className="muted small">
                  {kindName(one.kind)} · {one.cloud} {one.region}
                </span>
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}

const MOST = 8;
