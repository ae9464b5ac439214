// Says what a request line asks for: what is not recognised with certainty is refused, and no caller's spelling goes further.
import type { AllowedDocument, AllowList } from "./allow-list.ts";

export type Route =
  | { readonly kind: "token" }
  | { readonly kind: "options"; readonly allow: string }
  | { readonly kind: "roles" }
  | { readonly kind: "credentials"; readonly role: string; readonly extended: boolean }
  | { readonly kind: "info" }
  | { readonly kind: "document"; readonly document: AllowedDocument }
  | { readonly kind: "listing"; readonly text: string }
  | { readonly kind: "wrong-method"; readonly allow: string }
  | { readonly kind: "refused"; readonly status: 400 | 403 | 404 };

/** `authority` is what an absolute-form target names: it stands in for the Host header (RFC 9112, 3.2.2). */
export interface RoutedRequest {
  readonly route: Route;
  readonly authority: string | undefined;
}

/** `rawUrl` is the request target as it came over the wire: Node hands it over neither decoded nor normalised. */
export type Router = (method: string, rawUrl: string) => RoutedRequest;

/** Pods ask for the same few things again and again: what was understood is remembered, what was refused is not. */
export function createRouter(allowed: AllowList): Router {
  const remembered = new Map<string, RoutedRequest>();
  return (method, rawUrl) => {
    const known = method === "GET" ? remembered.get(rawUrl) : undefined;
    if (known !== undefined) return known;
    const routed = route(method, rawUrl, allowed);
    if (method !== "GET" || routed.route.kind === "refused") return routed;
    if (remembered.size >= mostRemembered) remembered.clear();
    remembered.set(rawUrl, routed);
    return routed;
  };
}

const mostRemembered = 500;

export function route(method: string, rawUrl: string, allowed: AllowList): RoutedRequest {
  if (rawUrl.length > longestTarget) return { route: malformed, authority: undefined };
  const { authority, path } = splitTarget(rawUrl);
  return { route: path === undefined ? malformed : routePath(method, path, allowed), authority };
}

const longestTarget = 1024;
const tokenMethods = "OPTIONS, PUT";
const readMethods = "GET, HEAD";

/** By character code. A table, because this is asked for every character of every request. */
const legal = new Uint8Array(128);
for (const character of "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+=,.@:-") {
  legal[character.charCodeAt(0)] = 1;
}

const malformed: Route = { kind: "refused", status: 400 };
const forbidden: Route = { kind: "refused", status: 403 };
const unknown: Route = { kind: "refused", status: 404 };
const token: Route = { kind: "token" };
const roles: Route = { kind: "roles" };
const info: Route = { kind: "info" };
const iam: Route = { kind: "listing", text: "info\nsecurity-credentials/" };

function splitTarget(target: string): { readonly authority: string | undefined; readonly path: string | undefined } {
  if (target.startsWith("/")) return { authority: undefined, path: withoutQuery(target) };
  const scheme = "http://";
  if (target.slice(0, scheme.length).toLowerCase() !== scheme) return { authority: undefined, path: undefined };
  const rest = target.slice(scheme.length);
  const slash = rest.indexOf("/");
  if (slash < 0) return { authority: withoutQuery(rest), path: "/" };
  return { authority: rest.slice(0, slash), path: withoutQuery(rest.slice(slash)) };
}

function withoutQuery(target: string): string {
  const mark = target.indexOf("?");
  return mark < 0 ? target : target.slice(0, mark);
}

function routePath(method: string, path: string, allowed: AllowList): Route {
  const slash = path.endsWith("/");
  const segments = path.slice(1, slash ? -1 : undefined).split("/");
  let walks = false;
  for (let at = 0; at < segments.length; at += 1) {
    const segment = readSegment(segments[at] ?? "");
    if (segment === undefined) return malformed;
    if (segment === "" || segment === "." || segment === "..") walks = true;
    segments[at] = segment;
  }
  const reads = method === "GET" || method === "HEAD";
  if (walks) return reads ? unknown : wrongReadMethod;
  const version = segments[0] ?? "";
  if (segments.length === 3 && segments[1] === "api" && segments[2] === "token") return routeToken(method, version);
  if (!reads) return wrongReadMethod;
  return isVersion(version) ? routeDocument(segments, slash, allowed) : unknown;
}

/** Only `latest` issues tokens: a PUT to a dated version is refused by design on the real service as well. */
function routeToken(method: string, version: string): Route {
  if (version !== "latest") return method === "PUT" && isVersion(version) ? forbidden : unknown;
  if (method === "PUT") return token;
  return method === "OPTIONS"
    ? { kind: "options", allow: tokenMethods }
    : { kind: "wrong-method", allow: tokenMethods };
}

const wrongReadMethod: Route = { kind: "wrong-method", allow: readMethods };

/** The first segment is the version. */
function routeDocument(segments: readonly string[], slash: boolean, allowed: AllowList): Route {
  if (segments[1] === "meta-data" && segments[2] === "iam") return routeIam(segments);
  const document = allowed(segments.slice(1), slash);
  return document === undefined ? unknown : { kind: "document", document };
}

function routeIam(segments: readonly string[]): Route {
  const folder = segments[3];
  const role = segments[4];
  if (folder === undefined) return iam;
  if (folder === "info") return role === undefined ? info : unknown;
  const extended = folder === "security-credentials-extended";
  if ((!extended && folder !== "security-credentials") || segments.length > 5) return unknown;
  return role === undefined ? roles : { kind: "credentials", role, extended };
}

/** `latest`, `1.0`, or a date such as `2021-03-23`. */
function isVersion(segment: string): boolean {
  return segment === "latest" || /^(?:1\.0|\d{4}-\d\d-\d\d)$/.test(segment);
}

/** Percent-decoded once; nothing when a character is left that no path of the service and no role name holds. */
function readSegment(part: string): string | undefined {
  const text = part.includes("%") ? decodeOnce(part) : part;
  if (text === undefined) return undefined;
  for (let index = 0; index < text.length; index += 1) {
    if (legal[text.charCodeAt(index)] !== 1) return undefined;
  }
  return text;
}

function decodeOnce(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}
