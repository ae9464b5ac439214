// ListObjectsV2 on one bucket: prefix, delimiter, paging, URL-encoded keys when asked.
import type { StoredObject } from "./account.ts";
import { AwsFault } from "./aws-fault.ts";
import { etagOf } from "./etag.ts";
import type { XmlTree } from "./print-xml.ts";

export function listObjects(
  objects: ReadonlyMap<string, StoredObject>,
  bucket: string,
  query: URLSearchParams,
): XmlTree {
  const prefix = query.get("prefix") ?? "";
  const delimiter = query.get("delimiter") ?? "";
  const size = readSize(query.get("max-keys"));
  const after = readToken(query.get("continuation-token")) ?? query.get("start-after") ?? "";
  const found = groupByPrefix(
    [...objects].filter(([key]) => key.startsWith(prefix)),
    prefix,
    delimiter,
  );
  const rest = [...found].toSorted(([one], [other]) => (one < other ? -1 : 1)).filter(([name]) => name > after);
  const page = rest.slice(0, size);
  const last = page.at(-1)?.[0];
  const more = rest.length > page.length && last !== undefined;
  const show = query.get("encoding-type") === "url" ? encodeKey : (key: string): string => key;
  return {
    Name: bucket,
    Prefix: show(prefix),
    ...(delimiter === "" ? {} : { Delimiter: show(delimiter) }),
    MaxKeys: size,
    KeyCount: page.length,
    EncodingType: query.get("encoding-type") ?? undefined,
    IsTruncated: more,
    NextContinuationToken: more ? Buffer.from(`after ${last}`).toString("base64") : undefined,
    Contents: page.flatMap(([name, object]) => (object === undefined ? [] : [printObject(show(name), object)])),
    CommonPrefixes: page.flatMap(([name, object]) => (object === undefined ? [{ Prefix: show(name) }] : [])),
  };
}

/** Keys that have the delimiter after the prefix fall together into one entry without an object. */
function groupByPrefix(
  objects: readonly (readonly [string, StoredObject])[],
  prefix: string,
  delimiter: string,
): Map<string, StoredObject | undefined> {
  const entries = new Map<string, StoredObject | undefined>();
  for (const [key, object] of objects) {
    const end = delimiter === "" ? -1 : key.indexOf(delimiter, prefix.length);
    if (end < 0) entries.set(key, object);
    else entries.set(key.slice(0, end + delimiter.length), undefined);
  }
  return entries;
}

function readSize(text: string | null): number {
  if (text === null) return 1000;
  if (!/^\d{1,9}$/.test(text))
    throw new AwsFault("InvalidArgument", 400, "Provided max-keys not an integer or within integer range");
  return Math.min(Number(text), 1000);
}

function readToken(token: string | null): string | undefined {
  if (token === null) return undefined;
  const found = /^after (.*)$/s.exec(Buffer.from(token, "base64").toString());
  if (found?.[1] === undefined)
    throw new AwsFault("InvalidArgument", 400, "The continuation token provided is incorrect");
  return found[1];
}

function encodeKey(key: string): string {
  return encodeURIComponent(key).replaceAll("%2F", "/").replaceAll("%20", "+");
}

function printObject(key: string, { body, modifiedAt }: StoredObject): XmlTree {
  return {
    Key: key,
    LastModified: modifiedAt.replace("Z", ".000Z"),
    ETag: etagOf(body),
    Size: body.length,
    StorageClass: "STANDARD",
  };
}
