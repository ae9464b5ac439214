// Other people's AWS clients at a proxy whose API server, STS or metadata service fails: none of them is to notice.
import test from "ava";
import { kindNamed } from "../../src/sandbox/kube/resource-kinds.ts";
import { clients } from "./helpers/client-session.ts";
import { type ClientWorld, startClientWorld } from "./helpers/client-world.ts";
import { eventually } from "./helpers/eventually.ts";

let world: ClientWorld;
test.before(async () => {
  world = await startClientWorld();
  await world.become("reader");
});
test.after.always(() => world?.stop());

const object = { text: "Hello." };
const everybodyReads = Object.fromEntries(clients.map(({ name }) => [name, object]));

test.serial("every client reads with its pod's role while nothing fails", async (t) => {
  t.deepEqual(await readWithAll(), everybodyReads);
});

test.serial("no client notices that the API server cannot be reached", async (t) => {
  world.link("cluster").cut();
  t.teardown(() => world.link("cluster").mend());
  await eventually("the proxy notices", async () => world.log().includes("pods not followed") || undefined);
  t.deepEqual(await readWithAll(), everybodyReads);
});

test.serial("no client notices that the metadata service cannot be reached", async (t) => {
  world.link("metadata").cut();
  t.teardown(() => world.link("metadata").mend());
  t.deepEqual(await readWithAll(), everybodyReads);
});

for (const [what, fault] of [
  ["is down", { errorCode: "ServiceUnavailable", status: 503 }],
  ["throttles", { errorCode: "Throttling", status: 400 }],
  ["denies", { errorCode: "AccessDenied", status: 403 }],
] as const) {
  test.serial(`no client notices that STS ${what}, as long as the proxy's copy is valid`, async (t) => {
    const { calls, faults } = world.sandbox.aws;
    faults.push({ service: "sts", action: "AssumeRole", ...fault });
    t.teardown(() => void faults.splice(0));
    const failed = () => calls.filter(({ action, outcome }) => action === "AssumeRole" && outcome === fault.errorCode);
    const before = failed().length;
    makeProxyAsk(fault.errorCode);
    await eventually("STS fails", async () => failed().length > before || undefined);
    t.deepEqual(await readWithAll(), everybodyReads);
  });
}

test.serial("clients that begin after a proxy was killed and another took its place read as well", async (t) => {
  await world.restartProxy("SIGKILL");
  t.deepEqual(await readWithAll(), everybodyReads);
});

/** Each client in a new process, which has to ask the proxy. */
async function readWithAll(): Promise<Readonly<Record<string, unknown>>> {
  const answers = await Promise.all(
    clients.map(async (client) => {
      const session = await world.startClient(client);
      try {
        return [client.name, await session.read()] as const;
      } finally {
        await session.end();
      }
    }),
  );
  return Object.fromEntries(answers);
}

/** Another pod comes to hold an identity that nobody has held before. */
function makeProxyAsk(externalId: string): void {
  const { kube } = world.sandbox;
  const pod = kube.get(kindNamed("Pod"), "app", "distrusted");
  const annotations = { "iam.amazonaws.com/role": "reader", "iam.amazonaws.com/external-id": externalId };
  kube.replace(kindNamed("Pod"), { ...pod, metadata: { ...pod.metadata, annotations } });
}
