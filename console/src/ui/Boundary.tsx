import { Component, type ReactNode } from "react";
import { Failure } from "./States";

/** Keeps a page that cannot be shown from taking the frame with it. A new `place` is a new try. */
export class Boundary extends Component<{ place: string; children: ReactNode }, { error: unknown; at: string }> {
  override state = { error: null as unknown, at: this.props.place };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  static getDerivedStateFromProps({ place }: { place: string }, state: { at: string }) {
    return place === state.at ? null : { error: null, at: place };
  }

  override render() {
    const { error } = this.state;
    if (error === null) return this.props.children;
    // The browser keeps a part that failed to load as failed until the page is loaded anew.
    return <Failure error={isMissingPart(error) ? new Error("a part of the console could not be fetched: the server is down or has been replaced by another version") : error} retry={() => location.reload()} />;
  }
}

const isMissingPart = (error: unknown) => error instanceof Error && /preload|dynamically imported|importing/i.test(error.message);
