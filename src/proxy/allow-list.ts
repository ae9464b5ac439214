// The documents of the real metadata service that pods may read; whatever is not named here is denied.

export interface AllowedDocument {
  /** Rebuilt from checked segments; never the caller's own spelling. */
  readonly path: string;
  /** How long an answer may be kept; what is fixed for the life of an instance has no limit. */
  readonly freshSeconds: number;
  /** For a folder that holds more than pods may read: whether an entry of its listing is one that they may. */
  readonly shows?: (entry: string) => boolean;
}

/** Segments follow the version: `["meta-data", "placement", "region"]`; `slash` when one ended the path. */
export type AllowList = (segments: readonly string[], slash: boolean) => AllowedDocument | undefined;

export type AllowListResult =
  | { readonly kind: "allow-list"; readonly allowed: AllowList }
  | { readonly kind: "faults"; readonly faults: readonly string[] };

interface Pattern {
  readonly segments: readonly string[];
  readonly freshSeconds: number;
}

const fixed = Number.POSITIVE_INFINITY;
const changing = 5;

const defaultPatterns: Readonly<Record<string, number>> = {
  "dynamic/instance-identity/document": fixed,
  "meta-data/ami-id": fixed,
  "meta-data/ami-launch-index": fixed,
  "meta-data/ami-manifest-path": fixed,
  "meta-data/autoscaling/*": changing,
  "meta-data/block-device-mapping/*": changing,
  "meta-data/events/*/*": changing,
  "meta-data/hostname": fixed,
  "meta-data/instance-id": fixed,
  "meta-data/instance-life-cycle": fixed,
  "meta-data/instance-type": fixed,
  "meta-data/ipv6": changing,
  "meta-data/local-hostname": fixed,
  "meta-data/local-ipv4": fixed,
  "meta-data/mac": fixed,
  "meta-data/network/**": changing,
  "meta-data/placement/*": fixed,
  "meta-data/profile": fixed,
  "meta-data/public-hostname": changing,
  "meta-data/public-ipv4": changing,
  "meta-data/reservation-id": fixed,
  "meta-data/security-groups": changing,
  "meta-data/services/*": fixed,
  "meta-data/spot/*": changing,
  "meta-data/system": fixed,
  "meta-data/tags/instance/*": changing,
};

/**
 * `text` is `default,meta-data/public-keys/**`: patterns separated by commas, in which `*` stands for one segment and a
 * last `**` for everything below; `default` for the list above; empty for nothing at all.
 */
export function parseAllowList(text: string): AllowListResult {
  const words = text.split(",").map((word) => word.trim().replace(/^\/(?:latest\/)?/, ""));
  const wanted = words.filter((word) => word !== "" && word !== "default");
  const faults = wanted.flatMap((word) => faultOf(word) ?? []);
  if (faults.length > 0) return { kind: "faults", faults };
  const defaults = words.includes("default") ? Object.entries(defaultPatterns) : [];
  const own = wanted.map((word) => [word, changing] as const);
  const patterns = [...defaults, ...own].map(([path, freshSeconds]) => ({ segments: path.split("/"), freshSeconds }));
  return { kind: "allow-list", allowed: createAllowList(patterns) };
}

function faultOf(word: string): string | undefined {
  const segments = word.split("/");
  if (isNeverAllowed(segments)) return `${word} holds credentials of the node, which pods never get`;
  const sound = segments.every((part, at) =>
    part === "**" ? at > 0 && at === segments.length - 1 : /^(?:\*|[\w+=,.@:-]+)$/.test(part) && !/^\.+$/.test(part),
  );
  if (sound && segments[0] !== "*") return undefined;
  return `${JSON.stringify(word)} is no path like meta-data/placement/*, dynamic/instance-identity/pkcs7 or user-data`;
}

function createAllowList(patterns: readonly Pattern[]): AllowList {
  return (segments, slash) => {
    if (isNeverAllowed(segments)) return undefined;
    const path = ["/latest", ...segments].join("/");
    if (patterns.some((pattern) => leadsBeyond(pattern, segments))) {
      return { path: `${path}/`, freshSeconds: changing, shows: (entry) => showsEntry(segments, entry) };
    }
    const pattern = patterns.find((each) => matches(each, segments));
    if (pattern === undefined) return undefined;
    // Clients put a slash behind documents as well. Below `**` it may be a folder, which has to be asked for with one.
    return { path: slash && isOpen(pattern) ? `${path}/` : path, freshSeconds: pattern.freshSeconds };
  };

  function showsEntry(folder: readonly string[], entry: string): boolean {
    const segments = [...folder, entry.replace(/\/$/, "")];
    if (isNeverAllowed(segments)) return segments.join("/") === "meta-data/iam";
    return patterns.some((pattern) => matches(pattern, segments) || leadsBeyond(pattern, segments));
  }
}

/** Where the node's own credentials are; what pods find under `iam` is made by the proxy. In whatever letter case, to be sure. */
function isNeverAllowed([family, name]: readonly string[]): boolean {
  return family?.toLowerCase() === "meta-data" && ["iam", "identity-credentials"].includes(name?.toLowerCase() ?? "");
}

function matches(pattern: Pattern, segments: readonly string[]): boolean {
  const wanted = pattern.segments;
  if (isOpen(pattern) ? segments.length < wanted.length : segments.length !== wanted.length) return false;
  return wanted.every((part, at) => part === "*" || part === "**" || part === segments[at]);
}

/** The path is a folder on the way to something that the pattern allows. */
function leadsBeyond({ segments: wanted }: Pattern, segments: readonly string[]): boolean {
  if (segments.length >= wanted.length) return false;
  return segments.every((part, at) => wanted[at] === "*" || wanted[at] === part);
}

function isOpen({ segments }: Pattern): boolean {
  return segments.at(-1) === "**";
}
