// What the metadata options of nodes should be while a proxy stands before them, and which nodes differ.
import type { PlacedNode } from "./gather-node-roles.ts";
import { agreeing, counted } from "../print-many.ts";

/** Sentences for the notes of a plan. `ipv4Only`: the proxy redirects no IPv6. */
export function adviseMetadata(
  nodes: readonly PlacedNode[],
  { ipv4Only }: { readonly ipv4Only: boolean },
): readonly string[] {
  const told = nodes.flatMap(({ metadata }) => metadata ?? []);
  const advice: string[] = [];
  const add = (number: number, verbs: readonly [one: string, many: string], problem: string): void => {
    if (number > 0)
      advice.push(`${number} of ${counted(told.length, "instance")} ${agreeing(number, ...verbs)} ${problem}`);
  };
  add(
    told.filter(({ tokens }) => tokens === "optional").length,
    ["answers", "answer"],
    "without a token: set HttpTokens=required in their launch template or node class, so that a pod that gets past the proxy is refused.",
  );
  add(
    told.filter(({ hopLimit }) => hopLimit > 1).length,
    ["has", "have"],
    "a hop limit above 1: set HttpPutResponseHopLimit=1, which stops pods wherever a redirection is missing; the proxy is on the node's own network and needs no more.",
  );
  if (ipv4Only) {
    add(
      told.filter(({ ipv6 }) => ipv6 === "enabled").length,
      ["answers", "answer"],
      "on IPv6 too, which kube2iam does not redirect: set HttpProtocolIpv6=disabled",
    );
  }
  return advice;
}
