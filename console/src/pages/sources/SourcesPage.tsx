import { useQuery } from "@tanstack/react-query";
import { queries } from "../../api/queries";
import { useQueryParams } from "../../router";
import { PageHead } from "../../ui/PageHead";
import { Empty, Failure, Loading } from "../../ui/States";
import { QuarantineList } from "./QuarantineList";
import { SourceTable } from "./SourceTable";
import "../../design/table.css";
import "./sources.css";

export default function SourcesPage() {
  const [params, change] = useQueryParams();
  const sources = useQuery(queries.sources);
  const source = params.get("source") ?? "";
  return (
    <>
      <PageHead title="Sources">Where records come from, and what could not be read.</PageHead>
      {sources.isPending ? (
        <Loading what="sources" />
      ) : sources.isError && !sources.data ? (
        <Failure error={sources.error} retry={() => void sources.refetch()} />
      ) : sources.data.items.length === 0 ? (
        <Empty title="No sources">
          <p>
            A source appears with its first record: send some to <code>POST /api/v1/events?source=aws.cloudtrail</code>, or start <code>welkin up --demo</code>.
          </p>
        </Empty>
      ) : (
        <SourceTable sources={sources.data.items} onQuarantine={(id) => change({ source: id }, false)} />
      )}
      <QuarantineList source={source} known={sources.data?.items ?? []} onSource={(id) => change({ source: id })} />
    </>
  );
}
