// Prints the XML of the query protocols and of S3.
import { XMLBuilder } from "fast-xml-parser";

/** An element's content: lists repeat the element, `undefined` leaves it out. */
export type XmlContent = string | number | boolean | undefined | XmlTree | readonly XmlContent[];

export interface XmlTree {
  readonly [element: string]: XmlContent;
}

/** `namespace` becomes the root's xmlns. */
export function printXml(root: string, namespace: string | undefined, tree: XmlTree): string {
  const attributes = namespace === undefined ? {} : { "@xmlns": namespace };
  return `<?xml version="1.0" encoding="UTF-8"?>\n${builder.build({ [root]: { ...attributes, ...dropAbsent(tree) } })}`;
}

/** A list as the awsQuery protocol writes it. */
export function members(items: readonly XmlContent[]): XmlTree {
  return { member: items };
}

/** A list as the ec2Query protocol writes it. */
export function items(list: readonly XmlContent[]): XmlTree {
  return { item: list };
}

const builder = new XMLBuilder({ ignoreAttributes: false, attributeNamePrefix: "@", format: false });

function dropAbsent(tree: XmlTree): Record<string, unknown> {
  const present = Object.entries(tree).filter(([, content]) => content !== undefined);
  return Object.fromEntries(present.map(([element, content]) => [element, dropWithin(content)]));
}

function dropWithin(content: XmlContent): unknown {
  if (Array.isArray(content)) return content.map(dropWithin);
  return typeof content === "object" ? dropAbsent(content as XmlTree) : content;
}
