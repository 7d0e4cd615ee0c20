import type { Cloud } from "../api/types";

export const CLOUDS: readonly Cloud[] = ["aws", "azure", "gcp", "oci", "ibm", "other"];

const NAMES: Record<Cloud, string> = { aws: "AWS", azure: "Azure", gcp: "Google Cloud", oci: "Oracle Cloud", ibm: "IBM Cloud", other: "Other" };

export function CloudTag({ cloud }: { cloud: Cloud }) {
  return (
    <span className="cloud" data-cloud={cloud}>
      {cloudName(cloud)}
    </span>
  );
}

/** The clouds of an incident in the order it crossed them. */
export function CloudPath({ clouds }: { clouds: readonly Cloud[] }) {
  return (
    <ul className="cloud-path" aria-label="clouds crossed, in order">
      {clouds.map((cloud) => (
        <li key={cloud}>
          <CloudTag cloud={cloud} />
        </li>
      ))}
    </ul>
  );
}

export function cloudName(cloud: Cloud): string {
  return NAMES[cloud] ?? cloud;
}

/** The colour of a cloud as the current theme defines it, for canvases that cannot read CSS variables. */
export function cloudColor(cloud: string | null): string {
  const style = getComputedStyle(document.documentElement);
  return style.getPropertyValue(`--cloud-${cloud ?? "other"}`).trim() || style.getPropertyValue("--cloud-other").trim();
}
