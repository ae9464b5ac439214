// The documents of the real metadata service that pods may read; whatever is not named here is denied.

export interface AllowedDocument {
  /** Rebuilt from checked segments; never the caller's own spelling. */
  readonly path: string;
  /** How long an answer may be kept; what is fixed for the life of an instance has no limit. */
  readonly freshSeconds: number;
}

/** Segments follow the version prefix: `["meta-data", "placement", "region"]`. */
export function allowedDocument(segments: readonly string[], slash: boolean): AllowedDocument | undefined {
  const freshSeconds = freshnessOf(segments);
  if (freshSeconds === undefined) return undefined;
  return { path: `/latest/${segments.join("/")}${slash ? "/" : ""}`, freshSeconds };
}

/** The listing of a folder, holding only what can be read; nothing for paths that are no such folder. */
export function allowedListing(segments: readonly string[]): string | undefined {
  return listings.get(segments.join("/"));
}

const fixed = Number.POSITIVE_INFINITY;
const changing = 5;

/** Single documents of `meta-data`. */
const documents = new Map([
  ["ami-id", fixed],
  ["ami-launch-index", fixed],
  ["ami-manifest-path", fixed],
  ["hostname", fixed],
  ["instance-id", fixed],
  ["instance-life-cycle", fixed],
  ["instance-type", fixed],
  ["ipv6", changing],
  ["local-hostname", fixed],
  ["local-ipv4", fixed],
  ["mac", fixed],
  ["profile", fixed],
  ["public-hostname", changing],
  ["public-ipv4", changing],
  ["reservation-id", fixed],
  ["security-groups", changing],
  ["system", fixed],
]);

/** Folders of `meta-data`, with everything below them. */
const folders = new Map([
  ["autoscaling", changing],
  ["block-device-mapping", changing],
  ["events", changing],
  ["network", changing],
  ["placement", fixed],
  ["services", fixed],
  ["spot", changing],
]);

const listings = new Map([
  ["", "dynamic\nmeta-data"],
  ["dynamic", "instance-identity/"],
  ["dynamic/instance-identity", "document"],
  [
    "meta-data",
    [...documents.keys(), ...[...folders.keys(), "iam", "tags"].map((name) => `${name}/`)].toSorted().join("\n"),
  ],
  ["meta-data/iam", "info\nsecurity-credentials/"],
  ["meta-data/tags", "instance/"],
]);

function freshnessOf(segments: readonly string[]): number | undefined {
  const [family, name] = segments;
  if (family === "dynamic") return segments.join("/") === "dynamic/instance-identity/document" ? fixed : undefined;
  if (family !== "meta-data" || name === undefined) return undefined;
  if (segments.length === 2 && documents.has(name)) return documents.get(name);
  if (name === "tags") return segments[2] === "instance" ? changing : undefined;
  return folders.get(name);
}
