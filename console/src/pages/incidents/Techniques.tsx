import type { TimelineEntry } from "../../api/types";
import { Panel } from "../../ui/Panel";
import { Empty } from "../../ui/States";

type Use = { readonly framework: string; readonly tactic: string; readonly uid: string; readonly name: string; readonly numbers: number[] };

/** The ATT&CK and ATLAS techniques of the incident, in the order of first use. */
export function Techniques({ entries }: { entries: readonly TimelineEntry[] }) {
  const uses = collect(entries);
  if (uses.length === 0) {
    return (
      <Empty title="No techniques">
        <p>The rules behind these findings name no ATT&amp;CK or ATLAS technique.</p>
      </Empty>
    );
  }
  return (
    <Panel title="Techniques, in the order of first use" flush>
      <div className="table-scroll" tabIndex={0} role="region" aria-label="Techniques">
        <table className="plain-table">
          <thead>
            <tr>
              <th scope="col">Framework</th>
              <th scope="col">Tactic</th>
              <th scope="col">Technique</th>
              <th scope="col">Name</th>
              <th scope="col">Findings</th>
            </tr>
          </thead>
          <tbody>
            {uses.map((use) => (
              <tr key={`${use.uid} ${use.tactic}`}>
                <td>{use.framework}</td>
                <td>{use.tactic}</td>
                <td className="mono">{use.uid}</td>
                <td>{use.name}</td>
                <td className="number">{use.numbers.map((number) => `#${number}`).join(", ")}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

function collect(entries: readonly TimelineEntry[]): Use[] {
  const uses = new Map<string, Use>();
  entries.forEach(({ technique, tactic }, index) => {
    if (!technique) return;
    const key = `${technique.uid} ${tactic ?? ""}`;
    const use = uses.get(key) ?? { framework: technique.uid.startsWith("AML") ? "MITRE ATLAS" : "MITRE ATT&CK", tactic: tactic ?? "–", uid: technique.uid, name: technique.name, numbers: [] };
    use.numbers.push(index + 1);
    uses.set(key, use);
  });
  return [...uses.values()];
}
