import type { ErrorBody } from "./types";

const BASE = "/api/v1";

export type Query = Record<string, string | number | null | undefined>;

/** A refusal of the server, or no answer at all (`status` 0). */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly detail: string | null,
  ) {
    super(message);
  }
}

export const get = <T>(path: string, query: Query = {}, signal?: AbortSignal): Promise<T> => call<T>("GET", address(path, query), undefined, signal);

export const post = <T>(path: string, body?: unknown): Promise<T> => call<T>("POST", address(path), body);

export const remove = (path: string): Promise<void> => call<void>("DELETE", address(path));

export function address(path: string, query: Query = {}): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== "") params.set(name, String(value));
  }
  const text = params.toString();
  return `${BASE}${path}${text ? `?${text}` : ""}`;
}

async function call<T>(method: string, url: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  const init: RequestInit = { method, credentials: "same-origin", signal: signal ?? null };
  if (body !== undefined) {
    init.body = JSON.stringify(body);
    init.headers = { "content-type": "application/json" };
  }
  let response: Response;
  try {
    response = await fetch(url, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ApiError(0, "unreachable", "the server does not answer; check that `welkin up` is still running", null);
  }
  if (response.ok) return (response.status === 204 ? undefined : await response.json()) as T;
  throw await refusal(response);
}

async function refusal(response: Response): Promise<ApiError> {
  try {
    const { error } = (await response.json()) as ErrorBody;
    return new ApiError(response.status, error.code, error.message, error.detail ?? null);
  } catch {
    return new ApiError(response.status, "unreadable", `the server answered ${response.status} without an explanation`, null);
  }
}
