import type { AssetPath } from "../../api/types";
import { plural } from "../../format";
import { Button } from "../../ui/Button";
import { Panel } from "../../ui/Panel";
import { Failure, Loading } from "../../ui/States";
import { AssetLink } from "./AssetLink";
import { AssetPicker } from "./AssetPicker";
import { edgeName, edgeNameBack } from "./words";

type Props = { from: string; to: string; path: AssetPath | undefined; error: unknown; onPick: (patch: { from?: string | null; to?: string | null }) => void };

/** The shortest chain of relations between two assets, as a list that the picture repeats. */
export function PathPanel({ from, to, path, error, onPick }: Props) {
  return (
    <Panel
      title="Path between two assets"
      end={
        from && to ? (
          <Button look="quiet" onPress={() => onPick({ from: to, to: from })}>
            Swap
          </Button>
        ) : undefined
      }
    >
      <div className="stack-small">
        <AssetPicker key={`from ${from}`} label="From" id={from} onPick={(id) => onPick({ from: id })} />
        <AssetPicker key={`to ${to}`} label="To" id={to} onPick={(id) => onPick({ to: id })} />
        {from && to && (path ? <Steps path={path} /> : error ? <Failure error={error} /> : <Loading what="the path" />)}
      </div>
    </Panel>
  );
}

function Steps({ path }: { path: AssetPath }) {
  if (!path.found) return <p className="notice">No chain of relations leads from one to the other. What could not be read may hide one.</p>;
  if (path.steps.length === 0) return <p className="notice">Both are the same asset.</p>;
  return (
    <>
      <p className="muted small">{plural(path.steps.length, "step")}; containing alone does not count as a relation.</p>
      <ol className="path-steps" aria-label="Steps of the path">
        <li>
          <AssetLink id={path.from.id} node={path.from} />
        </li>
        {path.steps.map((step, index) => (
          <li key={index}>
            <span className="path-edge">
              <span aria-hidden="true">{step.direction === "along" ? "↓" : "↑"}</span> {step.direction === "along" ? edgeName(step.kind) : edgeNameBack(step.kind)}
            </span>
            <AssetLink id={step.to.id} node={step.to} />
          </li>
        ))}
      </ol>
    </>
  );
}
