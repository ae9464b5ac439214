// Prints the objects that run the proxy on every node, for those without Helm.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { ChartValues } from "../deploy/chart-values.ts";
import { type ChartFiles, proxyManifests } from "../deploy/proxy-manifests.ts";
import { exitCodes, IamctlError } from "../errors.ts";
import { fillYaml, parseYaml, printYaml } from "../yaml.ts";
import { iamctlFilling, type ValuesWish } from "./render-values.ts";

const defaultNamespace = "kube-system";

/** `namespace`: where the proxy runs. */
export async function renderManifests(wish: ValuesWish, namespace: string = defaultNamespace): Promise<string> {
  if (wish.choices.image === "") {
    throw new IamctlError("Manifests name the proxy's image, and none was given.", {
      hint: "Build it from the Containerfile, and name it: iamctl init -o manifests --image REPOSITORY:TAG",
      exitCode: exitCodes.usage,
    });
  }
  const chart = join(wish.packageFolder, "templates", "chart");
  const read = (file: string): Promise<string> => readFile(join(chart, file), "utf8");
  const values = parseYaml(fillYaml(await read("values.yaml"), "values.yaml", iamctlFilling(wish)), "values.yaml");
  const parse = async (file: string): Promise<unknown> => parseYaml(await read(`files/${file}`), file);
  const files = {
    daemonSet: await parse("daemonset.yaml"),
    rules: await parse("rules.yaml"),
    taintRules: await parse("startup-taint-rules.yaml"),
    ownNode: await parse("own-node.yaml"),
  };
  const { appVersion: version } = parseYaml(await read("Chart.yaml"), "Chart.yaml") as { appVersion: string };
  const release = { name: "iamctl-proxy", namespace, version };
  return proxyManifests(files as ChartFiles, values as ChartValues, release)
    .map(printYaml)
    .join("---\n");
}
