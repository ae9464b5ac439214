// The proxy's chart as files: its default values, and what its templates are made from.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ChartValues } from "../../src/deploy/chart-values.ts";
import type { ChartFiles } from "../../src/deploy/proxy-manifests.ts";
import { findPackageFolder } from "../../src/package-folder.ts";
import { parseYaml } from "../../src/yaml.ts";

export const chartFolder = join(findPackageFolder(), "templates", "chart");

export function readChart(file: string): unknown {
  return parseYaml(readFileSync(join(chartFolder, file), "utf8"), file);
}

export function chartValues(): ChartValues {
  return readChart("values.yaml") as ChartValues;
}

export function chartFiles(): ChartFiles {
  return {
    daemonSet: readChart("files/daemonset.yaml"),
    rules: readChart("files/rules.yaml"),
    taintRules: readChart("files/startup-taint-rules.yaml"),
    ownNode: readChart("files/own-node.yaml"),
  } as ChartFiles;
}
