// Fills a proxy's Helm values with what was found out about the cluster: into the file that is there, or the template.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { ClusterFacts } from "../access/snapshot.ts";
import { baseOfPrefix, printBase } from "../iam/role-prefix.ts";
import { fillYaml } from "../yaml.ts";

export interface ValuesWish {
  readonly packageFolder: string;
  readonly cluster: ClusterFacts;
  readonly choices: {
    readonly prefix: string;
    readonly interfaces: readonly string[];
    readonly image: string;
    readonly sessionTags: string | undefined;
    readonly startupTaint: string;
  };
}

export type ProxyName = "iamctl" | "kube2iam";

/** What else stands in the file that is there (comments, other values) stays. */
export async function renderValues(
  proxy: ProxyName,
  wish: ValuesWish,
  present: { readonly path: string; readonly text: string | undefined },
): Promise<string> {
  const template = join(wish.packageFolder, "templates", "values", `${proxy}.yaml`);
  const isNew = present.text === undefined || present.text.trim() === "";
  const text = isNew ? await readFile(template, "utf8") : (present.text ?? "");
  return fillYaml(text, isNew ? template : present.path, proxy === "kube2iam" ? kube2iam(wish) : iamctlFilling(wish));
}

export type Filling = readonly (readonly [readonly string[], unknown])[];

function kube2iam({ cluster, choices: { prefix, interfaces } }: ValuesWish): Filling {
  return [
    [["aws", "region"], cluster.region],
    [["extraArgs", "base-role-arn"], printBase(baseOfPrefix(prefix, cluster))],
    [["host", "iptables"], true],
    [["host", "interface"], interfaces[0] ?? "!eth0"],
    [["rbac", "create"], true],
  ];
}

export function iamctlFilling({ cluster, choices }: ValuesWish): Filling {
  const { prefix, interfaces, image, sessionTags, startupTaint } = choices;
  return [
    ...imageValues(image),
    [["proxy", "prefix"], prefix],
    [["proxy", "baseRoleArn"], printBase(baseOfPrefix(prefix, cluster))],
    [["proxy", "region"], cluster.region],
    [["proxy", "interfaces"], interfaces],
    ...(sessionTags === undefined ? [] : ([[["proxy", "sessionTags"], sessionTags]] as const)),
    ...(startupTaint === "" ? [] : ([[["proxy", "startupTaint"], startupTaint]] as const)),
  ];
}

/** `registry:5000/team/proxy:1.0` or `…@sha256:…`; the colon of a port is followed by a slash. */
function imageValues(image: string): Filling {
  if (image === "") return [];
  const [name = "", digest] = image.split("@");
  const [, repository = name, tag] = /^(.*?)(?::([^:/]+))?$/.exec(name) ?? [];
  return [
    [["image", "repository"], repository],
    ...(tag === undefined ? [] : ([[["image", "tag"], tag]] as const)),
    ...(digest === undefined ? [] : ([[["image", "digest"], digest]] as const)),
  ];
}
