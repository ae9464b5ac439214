// Signing in to the API server: with a kubeconfig where there is one, with the pod's service account where there is none.
import { writeFile } from "node:fs/promises";
import type { RequestOptions } from "node:https";
import { join } from "node:path";
import test from "ava";
import { openSignIn } from "../../src/kube/open-sign-in.ts";
import { writeKubeconfig } from "../helpers/kubeconfig.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";

const env = { KUBERNETES_SERVICE_HOST: "10.100.0.1", KUBERNETES_SERVICE_PORT: "443" };

async function placesOfPod() {
  const [home, serviceAccount] = [await temporaryFolder(), await temporaryFolder()];
  await writeFile(join(serviceAccount, "token"), "first-token\n");
  await writeFile(join(serviceAccount, "ca.crt"), "certificate");
  return { home, serviceAccount };
}

test("a pod signs in with its service account, whose token is read again for each request", async (t) => {
  const places = await placesOfPod();
  const { serverUrl, apply } = await openSignIn({}, env, places);
  t.is(serverUrl, "https://10.100.0.1:443");
  const first: RequestOptions = { headers: { accept: "application/json" } };
  await apply(first);
  t.deepEqual(first.headers, { accept: "application/json", authorization: "Bearer first-token" });
  t.is(String(first.ca), "certificate");
  await writeFile(join(places.serviceAccount, "token"), "second-token\n");
  const second: RequestOptions = {};
  await apply(second);
  t.deepEqual(second.headers, { authorization: "Bearer second-token" });
});

test("an API server at an IPv6 address is named in brackets", async (t) => {
  const { serverUrl } = await openSignIn({}, { ...env, KUBERNETES_SERVICE_HOST: "fd00::1" }, await placesOfPod());
  t.is(serverUrl, "https://[fd00::1]:443");
});

test("a kubeconfig that is named goes before the service account", async (t) => {
  const kubeconfig = await writeKubeconfig({ server: "https://harbor.example:6443" });
  const { serverUrl } = await openSignIn({ kubeconfig }, env, await placesOfPod());
  t.is(serverUrl, "https://harbor.example:6443");
});
