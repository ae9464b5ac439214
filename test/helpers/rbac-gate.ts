// Stands before the sandbox's API server, which asks nobody who they are, and lets through what RBAC rules allow.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { writeKubeconfig } from "./kubeconfig.ts";

/** One verb on one kind. */
export interface RbacRight {
  readonly group: string;
  readonly resource: string;
  readonly verb: string;
  /** Only the objects of these names; all when absent. */
  readonly names?: readonly string[] | undefined;
}

export interface RbacGate {
  /** Leads a command here. */
  readonly env: { readonly KUBECONFIG: string };
  /** From now on these and no others; everything before. */
  allow(rights: readonly RbacRight[]): void;
  readonly url: string;
  stop(): void;
}

export async function startRbacGate(kubeUrl: string): Promise<RbacGate> {
  let allowed: readonly RbacRight[] | undefined;
  const gate = createServer((request, response) => {
    const path = request.url ?? "";
    const asked = rightOf(path);
    const passes = asked === undefined || allowed === undefined || allowed.some((right) => covers(right, asked));
    if (!passes) {
      const { verb, resource, name } = asked;
      const message = `reader may not ${verb} ${resource} ${name ?? ""}`.trimEnd();
      const status = { kind: "Status", apiVersion: "v1", status: "Failure", reason: "Forbidden", code: 403, message };
      response.writeHead(403, { "content-type": "application/json" });
      response.end(JSON.stringify(status));
      return;
    }
    void fetch(`${kubeUrl}${path}`).then(async (answer) => {
      response.writeHead(answer.status, { "content-type": "application/json" });
      response.end(await answer.text());
    });
  });
  await new Promise<void>((resolve) => gate.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(gate.address() as AddressInfo).port}`;
  const KUBECONFIG = await writeKubeconfig({ server: url });
  return {
    url,
    env: { KUBECONFIG },
    allow: (rights) => {
      allowed = rights;
    },
    stop() {
      gate.close();
      gate.closeAllConnections();
    },
  };
}

interface AskedRight extends RbacRight {
  readonly name: string | undefined;
}

function covers({ group, resource, verb, names }: RbacRight, asked: AskedRight): boolean {
  if (group !== asked.group || resource !== asked.resource || verb !== asked.verb) return false;
  return names === undefined || (asked.name !== undefined && names.includes(asked.name));
}

/** `undefined` for discovery, which is open to everybody who is signed in. */
function rightOf(path: string): AskedRight | undefined {
  const [root, ...segments] = (path.split("?")[0] ?? "").split("/").filter(Boolean);
  const group = root === "apis" ? segments.shift() : root === "api" ? "" : undefined;
  segments.shift();
  if (group === undefined || segments.length === 0) return undefined;
  const within = segments[0] === "namespaces" && segments.length > 2 ? segments.slice(2) : segments;
  const [resource = "", name] = within;
  return { group, resource, name, verb: name === undefined ? "list" : "get" };
}
