import type { ReactNode } from "react";
import { ApiError } from "../api/client";
import { Button } from "./Button";

export function Loading({ what }: { what: string }) {
  return (
    <div className="state" role="status">
      <div className="spinner" />
      <p>Loading {what}…</p>
    </div>
  );
}

/** Nothing to show: says so and what to do next. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="state">
      <h3>{title}</h3>
      {children}
    </div>
  );
}

export function Failure({ error, retry }: { error: unknown; retry?: () => void }) {
  const detail = error instanceof ApiError ? error.detail : null;
  return (
    <div className="state bad" role="alert">
      <h3>{error instanceof ApiError && error.status === 404 ? "Not found" : "This could not be loaded"}</h3>
      <p>{error instanceof Error ? error.message : String(error)}</p>
      {detail && <p className="mono small">{detail}</p>}
      {retry && <Button onPress={retry}>Try again</Button>}
    </div>
  );
}
