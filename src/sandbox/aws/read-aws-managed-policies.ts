// The policies that AWS itself manages, as far as scenarios attach them: one JSON file each, named after the policy.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { findPackageFolder } from "../../package-folder.ts";
import type { PolicyRecord } from "./account.ts";

export function readAwsManagedPolicies(partition: string): PolicyRecord[] {
  const folder = join(findPackageFolder(), "templates", "policies", "aws-managed");
  const files = readdirSync(folder).filter((file) => file.endsWith(".json"));
  return files.toSorted().map((file) => {
    const name = basename(file, ".json");
    const createdAt = "2015-02-06T18:40:00Z";
    return {
      name,
      path: "/",
      arn: `arn:${partition}:iam::aws:policy/${name}`,
      id: `ANPA${createHash("sha256").update(name).digest("hex").slice(0, 17).toUpperCase()}`,
      createdAt,
      managedBy: "aws",
      description: undefined,
      tags: new Map(),
      versions: new Map([["v1", { document: readFileSync(join(folder, file), "utf8").trimEnd(), createdAt }]]),
      defaultVersion: "v1",
      nextVersion: 2,
      updatedAt: createdAt,
    };
  });
}
