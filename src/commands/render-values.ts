// Fills the template of a proxy's Helm values with what was found out about the cluster.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { ClusterFacts } from "../access/snapshot.ts";
import { baseOfPrefix, printBase } from "../iam/role-prefix.ts";
import { fillYaml } from "../yaml.ts";

export interface ValuesWish {
  readonly packageFolder: string;
  readonly cluster: ClusterFacts;
  readonly prefix: string;
}

export async function renderKube2iamValues({ packageFolder, cluster, prefix }: ValuesWish): Promise<string> {
  const file = join(packageFolder, "templates", "values", "kube2iam.yaml");
  return fillYaml(await readFile(file, "utf8"), file, [
    [["aws", "region"], cluster.region],
    [["extraArgs", "base-role-arn"], printBase(baseOfPrefix(prefix, cluster))],
  ]);
}
