// The contract of large clusters: every page of a list is read, by the audit and by the proxy.
import { createContract, iamctlEnds } from "./helpers/contract.ts";
import { createPods } from "./helpers/pods.ts";

const contract = createContract();
const many = 5_000;

contract("an audit sees every one of 5,000 pods, which no single page holds", async (t, world) => {
  const before = (await world.kube.list("/api/v1/pods")).length;
  const started = Date.now();
  await createPods(world, many);
  t.log(`${many} pods made in ${Math.round((Date.now() - started) / 1_000)} s`);
  const page = await world.kube.need<Page>("/api/v1/pods?limit=500");
  t.is(page.items.length, 500);
  t.is(page.metadata.remainingItemCount, before + many - 500);
  t.is((await world.kube.list("/api/v1/pods?fieldSelector=status.phase%3DPending")).length, many);

  const { stdout } = await iamctlEnds(t, world, 0, "audit", "-o", "json", "--fail-on", "never");
  t.is((JSON.parse(stdout) as { readonly counts: { readonly pods: number } }).counts.pods, before + many);
});

interface Page {
  readonly metadata: { readonly remainingItemCount?: number };
  readonly items: readonly unknown[];
}
