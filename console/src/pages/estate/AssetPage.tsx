import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { queries } from "../../api/queries";
import type { AssetDetail } from "../../api/types";
import { asCloud, timeOf, titleOf, uidOf, type Ocsf } from "../../ocsf";
import { Link, useQueryParams } from "../../router";
import { CloudTag } from "../../ui/CloudTag";
import { Copy } from "../../ui/Copy";
import { PageHead } from "../../ui/PageHead";
import { Panel } from "../../ui/Panel";
import { Severity } from "../../ui/Severity";
import { Empty, Failure, Loading } from "../../ui/States";
import { Time } from "../../ui/Time";
import { FieldChanges, fieldsOf, whatOf, WhatBadge } from "./FieldChanges";
import { Payloads } from "./Payloads";
import { Relations } from "./Relations";
import { factName, graphPath, groupName, kindName, reasonName } from "./words";
import "../../design/table.css";
import "./estate.css";

/** One asset with all that is known of it, and what is not. */
export default function AssetPage() {
  const [params] = useQueryParams();
  const id = params.get("id") ?? "";
  const detail = useQuery({ ...queries.asset(id), enabled: id !== "" });
  // Going from asset to asset keeps the path, so the frame does not see a new page.
  useEffect(() => {
    // Newer browsers answer with a promise, which an effect must not return.
    document.getElementById("main")?.scrollTo(0, 0);
  }, [id]);
  return (
    <>
      <nav aria-label="Breadcrumb" className="small">
        <Link to="/estate">Estate</Link> <span className="muted breakable">/ {id}</span>
      </nav>
      {detail.data ? <Body key={id} detail={detail.data} /> : id === "" || detail.isError ? <Failure error={detail.error ?? new Error("the address names no asset")} retry={() => void detail.refetch()} /> : <Loading what="the asset" />}
    </>
  );
}

function Body({ detail }: { detail: AssetDetail }) {
  const { asset } = detail;
  return (
    <>
      <PageHead
        title={asset.name || asset.id}
        end={
          <div className="row">
            <Link className="button" to={graphPath(asset.id)}>
              Show in graph
            </Link>
            <Link className="button" to={`${graphPath(asset.id)}&from=${encodeURIComponent(asset.id)}`}>
              Path to…
            </Link>
            <Copy text={asset.id} label="Copy id" />
          </div>
        }
      >
        {kindName(asset.kind)} · <span className="mono">{asset.native_type}</span>
      </PageHead>
      <div className="asset-columns">
        <div className="stack">
          <Panel title="Facts">
            <AssetFacts detail={detail} />
          </Panel>
          {asset.unknown.length > 0 && <Unknown detail={detail} />}
          <FindingList findings={detail.findings as Ocsf[]} />
          <History detail={detail} />
        </div>
        <div className="stack">
          <Relations detail={detail} />
          <Payloads views={detail.views} />
        </div>
      </div>
    </>
  );
}

function AssetFacts({ detail: { asset } }: { detail: AssetDetail }) {
  const facts = Object.entries(asset.facts);
  const labels = Object.entries(asset.labels);
  return (
    <div className="stack-small">
      <dl className="facts">
        <dt>Cloud</dt>
        <dd>
          <CloudTag cloud={asCloud(asset.cloud)} />
        </dd>
        <dt>Group</dt>
        <dd>
          <Link to={`/estate?group=${asset.group}`}>{groupName(asset.group)}</Link>
        </dd>
        <dt>Account</dt>
        <dd>{asset.scope ? <Link to={`/estate?scope=${encodeURIComponent(asset.scope)}`}>{asset.scope}</Link> : "–"}</dd>
        <dt>Region</dt>
        <dd>{asset.region ? <Link to={`/estate?cloud=${asset.cloud}&region=${encodeURIComponent(asset.region)}`}>{asset.region}</Link> : "global"}</dd>
        <dt>Id</dt>
        <dd className="mono">{asset.id}</dd>
        {facts.map(([fact, value]) => (
          <div className="fact" key={fact}>
            <dt>{factName(fact)}</dt>
            <dd>{SHARED.has(fact) ? <Link to={`/estate?fact=${encodeURIComponent(`${fact}=${value}`)}`}>{value}</Link> : value}</dd>
          </div>
        ))}
        <dt>Read</dt>
        <dd>
          <Time ms={asset.observed_at} />
        </dd>
      </dl>
      {labels.length > 0 && (
        <ul className="row labels" aria-label="Labels">
          {labels.map(([key, value]) => (
            <li key={key} className="badge plain">
              {key}: {value}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Unknown({ detail: { asset } }: { detail: AssetDetail }) {
  return (
    <Panel title={`Not known (${asset.unknown.length})`}>
      <ul className="hole-list">
        {asset.unknown.map((part) => (
          <li key={`${part.about} ${part.reason}`}>
            <div className="row spread">
              <code>{part.about}</code>
              <span className="badge warn">{reasonName(part.reason)}</span>
            </div>
            {part.permission && (
              <p className="small">
                Permission: <code>{part.permission}</code>
              </p>
            )}
            {part.detail && <p className="small muted breakable">{part.detail}</p>}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function FindingList({ findings }: { findings: readonly Ocsf[] }) {
  return (
    <Panel title={`Findings (${findings.length === MOST_FINDINGS ? `${MOST_FINDINGS} or more` : findings.length})`}>
      {findings.length === 0 ? (
        <p className="muted">No finding names this asset.</p>
      ) : (
        <ul className="finding-list">
          {findings.map((finding) => (
            <li key={uidOf(finding)}>
              <Severity id={finding.severity_id} />
              <Link className="grow" to={`/findings/${encodeURIComponent(uidOf(finding))}`}>
                {titleOf(finding)}
              </Link>
              <span className="muted small">
                <Time ms={timeOf(finding)} ago />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function History({ detail: { history } }: { detail: AssetDetail }) {
  return (
    <Panel title="Changes">
      {history.length === 0 ? (
        <Empty title="No change so far">
          <p>Each reading of the estate is compared with the one before it.</p>
        </Empty>
      ) : (
        <ol className="history">
          {history.map((one, index) => (
            <li key={index}>
              <div className="row">
                <WhatBadge what={whatOf(one.change)} />
                <Time ms={one.at} />
              </div>
              <FieldChanges fields={fieldsOf(one.change)} />
            </li>
          ))}
        </ol>
      )}
    </Panel>
  );
}

/** Facts whose value other assets share, so that a link to those with the same one leads somewhere. */
const SHARED = new Set(["public", "encryption", "versioned", "retained", "logged", "state", "owner", "environment", "data_class", "accelerator", "model_name", "privileged", "local_auth", "isolated"]);
const MOST_FINDINGS = 50;
