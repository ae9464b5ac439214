// Writes kubeconfig files for tests.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder } from "./temporary-folder.ts";

export interface KubeconfigWish {
  readonly server: string;
  readonly context?: string;
  readonly user?: object;
  readonly cluster?: object;
  /** False leaves `current-context` out. */
  readonly current?: boolean;
}

/** JSON is YAML. Answers with the file's path. */
export async function writeKubeconfig({
  server,
  context = "harbor",
  user = { token: "t" },
  cluster = {},
  current = true,
}: KubeconfigWish): Promise<string> {
  const path = join(await temporaryFolder(), "config");
  const document = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: `${context}-cluster`, cluster: { server, ...cluster } }],
    users: [{ name: `${context}-user`, user }],
    contexts: [{ name: context, context: { cluster: `${context}-cluster`, user: `${context}-user` } }],
    ...(current ? { "current-context": context } : {}),
  };
  await writeFile(path, JSON.stringify(document));
  return path;
}
