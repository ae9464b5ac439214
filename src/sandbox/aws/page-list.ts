// IAM's paging: Marker, MaxItems, IsTruncated.
import { validationFault } from "./aws-fault.ts";
import type { XmlContent, XmlTree } from "./print-xml.ts";
import { members } from "./print-xml.ts";
import type { Parameters } from "./read-parameters.ts";

/**
 * One page of a list under the name of its element. The marker holds the key of the last item seen rather than a
 * position, so that what is created or deleted in between shifts nothing.
 */
export function pageList<T>(
  parameters: Parameters,
  list: readonly T[],
  answer: { readonly element: string; key: (item: T) => string; print: (item: T) => XmlContent },
): XmlTree {
  const { page, marker } = cutPage(parameters, list, answer.key);
  return { [answer.element]: members(page.map(answer.print)), ...printMarker(marker) };
}

export function cutPage<T>(
  parameters: Parameters,
  list: readonly T[],
  key: (item: T) => string,
): { readonly page: readonly T[]; readonly marker: string | undefined } {
  const size = parameters.integer("MaxItems", { least: 1, most: 1000, usual: 100 });
  const after = readMarker(parameters.text("Marker"));
  const rest = list
    .toSorted((one, other) => compare(key(one), key(other)))
    .filter((item) => after === undefined || compare(key(item), after) > 0);
  const last = rest[size - 1];
  const more = rest.length > size && last !== undefined;
  return { page: rest.slice(0, size), marker: more ? Buffer.from(`after ${key(last)}`).toString("base64") : undefined };
}

export function printMarker(marker: string | undefined): XmlTree {
  return { IsTruncated: marker !== undefined, Marker: marker };
}

function readMarker(marker: string | undefined): string | undefined {
  if (marker === undefined) return undefined;
  const found = /^after (.*)$/s.exec(Buffer.from(marker, "base64").toString());
  if (found?.[1] === undefined) throw validationFault(marker, "marker", "Member must be a marker of an earlier answer");
  return found[1];
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
