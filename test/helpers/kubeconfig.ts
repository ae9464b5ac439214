// Writes kubeconfig files for tests.
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

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
  const path = join(await mkdtemp(join(tmpdir(), "iamctl-test-")), "config");
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
