// How long pods wait for their first credentials, what that costs STS, and how long those wait who get none.
import { askToken, ask, askWithToken, rolesPath } from "../test/helpers/proxy-client.ts";
import { print, median, quantile } from "./proxy-figures.ts";
import type { BenchPod } from "./proxy-surroundings.ts";

/** At an address that no pod has. */
const stranger = "127.3.0.1";
export const podWithoutRole: BenchPod = { name: "without-role", address: "127.2.0.1", role: undefined };

export async function measureColdStart(
  name: string,
  url: string,
  pods: readonly BenchPod[],
  calls: readonly string[],
): Promise<void> {
  const begun = performance.now();
  let failed = 0;
  const times = await Promise.all(
    pods.map(async ({ address: from, role }) => {
      const { status } = await askWithToken(url, `${rolesPath}${role ?? ""}`, { from });
      if (status !== 200) failed += 1;
      return performance.now() - begun;
    }),
  );
  const identities = new Set(pods.map(({ role }) => role)).size;
  print(`${name}, ${pods.length} cold pods`, `${calls.length} calls to STS for ${identities} identities`);
  const [middle, last] = [0.5, 0.99].map((share) => quantile(times, share).toFixed(0));
  print("  all of them at once", `p50 ${middle} ms, p99 ${last} ms, failed ${failed}`);
  const own = pods[0]?.address ?? "";
  print("  an unknown address", await timeOf(url, stranger, rolesPath, 3));
  print("  a pod without a role", await timeOf(url, podWithoutRole.address, rolesPath, 3));
  print("  a role that is not the pod's", await timeOf(url, own, `${rolesPath}role-of-another`, 200));
}

/** Of the request alone: its token is there already. */
async function timeOf(url: string, from: string, path: string, times: number): Promise<string> {
  const taken: number[] = [];
  const statuses = new Set<number>();
  for (let count = 0; count < times; count += 1) {
    const token = await askToken(url, { from });
    const begun = performance.now();
    const { status } = await ask(url, path, { from, headers: { "X-aws-ec2-metadata-token": token.body } });
    taken.push(performance.now() - begun);
    statuses.add(status);
  }
  return `${median(taken).toFixed(1)} ms, answered ${[...statuses].join(" and ")}`;
}
