// Other people's AWS clients at a proxy that something fails around, or that fails itself: none of them is to notice.
import test, { type ExecutionContext } from "ava";
import type { PlannedFault } from "../../src/sandbox/aws/create-aws-state.ts";
import { kindNamed } from "../../src/sandbox/kube/resource-kinds.ts";
import { clients as allClients } from "./helpers/client-session.ts";
import { type ClientWorld, startClientWorld } from "./helpers/client-world.ts";
import { eventually } from "./helpers/eventually.ts";
import { goFirst } from "./helpers/go-first.ts";

let world: ClientWorld;
test.before(async () => {
  goFirst();
  world = await startClientWorld();
  await world.become("reader");
  await world.warm("reader");
});
test.after.always(() => world?.stop());

/** Each once, as it is by default. */
const clients = allClients.filter(({ name }) => name !== "Ruby 3 with a retry");
const object = { text: "Hello." };
const everybodyReads = Object.fromEntries(clients.map(({ name }) => [name, object]));
const hour = 3_600_000;

test.serial("every client reads with its pod's role while nothing fails", async (t) => {
  t.deepEqual(await readWithAll(), everybodyReads);
});

test.serial("no client notices that the API server cannot be reached", async (t) => {
  world.link("cluster").cut();
  t.teardown(() => world.link("cluster").mend());
  await logged("pods not followed");
  t.deepEqual(await readWithAll(), everybodyReads);
});

test.serial("no client notices that the API server has forgotten where the proxy's watch was (410)", async (t) => {
  // What came while there was no connection may be heard by a list, what comes after it is heard by the watch.
  await hears("listed");
  await hears("watched");
  const { kube } = world.sandbox;
  // Of something else than a pod of the node the watch does not hear.
  const node = kube.get(kindNamed("Node"), undefined, "node-1");
  kube.replace(kindNamed("Node"), { ...node, metadata: { ...node.metadata, labels: { touched: "yes" } } });
  kube.compact();
  world.link("cluster").cut();
  world.link("cluster").mend();
  await logged("resource version is too old");
  t.deepEqual(await readWithAll(), everybodyReads);
  await hears("after-410");
});

test.serial("no client notices that the metadata service cannot be reached", async (t) => {
  world.link("metadata").cut();
  t.teardown(() => world.link("metadata").mend());
  t.deepEqual(await readWithAll(), everybodyReads);
});

for (const [what, fault, outcome] of [
  ["is down", { errorCode: "ServiceUnavailable", status: 503 }, "ServiceUnavailable"],
  ["throttles", { errorCode: "Throttling", status: 400 }, "Throttling"],
  ["denies", { errorCode: "AccessDenied", status: 403 }, "AccessDenied"],
  ["answers what is no XML", { cutShort: true }, "CutShort"],
  ["takes 700 ms", { delayMs: 700 }, "ok"],
] as const) {
  test.serial(`no client notices that STS ${what}, as long as the proxy's copy is valid`, async (t) => {
    plan(t, fault);
    await hears(what, outcome);
    t.deepEqual(await readWithAll(), everybodyReads);
  });
}

for (const [direction, shift] of [
  ["forward", 2 * hour],
  ["back", -2 * hour],
] as const) {
  test.serial(`no client notices that the node's clock is set ${direction} by two hours`, async (t) => {
    await world.shiftClock(shift);
    t.teardown(() => world.shiftClock(0));
    // STS refuses what was signed by such a clock, and is asked again by the right one.
    await hears(`clock-${direction}`);
    // STS has noted the call before the proxy has its answer.
    await eventually(`the proxy takes credentials by a clock that is set ${direction}`, async () => {
      const off = (takenAt().at(-1) ?? 0) - Date.now();
      return Math.abs(off - shift) < 60_000 || undefined;
    });
    t.deepEqual(await readWithAll(), everybodyReads);
  });
}

test.serial("no client notices that the node's clock is set right again", async (t) => {
  t.true(Math.abs((takenAt().at(-1) ?? 0) - Date.now()) > hour, "until now it was wrong");
  t.deepEqual(await readWithAll(), everybodyReads);
});

test.serial("no client that has credentials notices that the proxy is gone, nor that another one comes", async (t) => {
  const sessions = await Promise.all(clients.map(async (client) => world.startClient(client)));
  t.teardown(() => Promise.all(sessions.map((session) => session.end())));
  const readAgain = async () => {
    const answers = await Promise.all(sessions.map((session) => session.read()));
    return Object.fromEntries(clients.map(({ name }, at) => [name, answers[at]]));
  };
  t.deepEqual(await readAgain(), everybodyReads);
  await world.endProxy();
  const alone = await readAgain();
  for (const { name, keepsNothing, complaint } of clients) {
    if (keepsNothing === true) t.regex(JSON.stringify(alone[name]), complaint);
    else t.deepEqual(alone[name], object);
  }
  await world.restartProxy();
  await world.warm("reader");
  t.deepEqual(await readAgain(), everybodyReads);
});

test.serial("clients that begin after a proxy was killed and another took its place read as well", async (t) => {
  await world.restartProxy("SIGKILL");
  await world.warm("reader");
  t.deepEqual(await readWithAll(), everybodyReads);
});

test.serial("clients read of a proxy that starts on a full disk while STS takes 700 ms", async (t) => {
  plan(t, { delayMs: 700 });
  await world.restartProxy("SIGKILL", "fullDisk");
  t.deepEqual(await readWithAll(), everybodyReads);
  t.is(world.log(), "");
});

/** Each client in a new process, which has to ask the proxy: none of them while the others still load, which takes all there is. */
async function readWithAll(): Promise<Readonly<Record<string, unknown>>> {
  const sessions = await Promise.all(clients.map(async (client) => world.startClient(client)));
  try {
    const answers = await Promise.all(sessions.map((session) => session.read()));
    return Object.fromEntries(clients.map(({ name }, at) => [name, answers[at]]));
  } finally {
    await Promise.all(sessions.map((session) => session.end()));
  }
}

function plan(t: ExecutionContext, fault: Omit<PlannedFault, "service" | "action">): void {
  const { faults } = world.sandbox.aws;
  faults.push({ service: "sts", action: "AssumeRole", ...fault });
  t.teardown(() => void faults.splice(0));
}

/** A pod comes to hold an identity that nobody has held before: the proxy hears of it, and STS answers so. */
async function hears(externalId: string, outcome = "ok"): Promise<void> {
  const { kube, aws } = world.sandbox;
  const count = () => aws.calls.filter((call) => call.action === "AssumeRole" && call.outcome === outcome).length;
  const before = count();
  const pod = kube.get(kindNamed("Pod"), "app", "distrusted");
  const annotations = {
    "iam.amazonaws.com/role": "reader",
    "iam.amazonaws.com/external-id": externalId.replaceAll(" ", "-"),
  };
  kube.replace(kindNamed("Pod"), { ...pod, metadata: { ...pod.metadata, annotations } });
  await eventually(`STS answers ${outcome}`, async () => count() > before || undefined);
}

async function logged(words: string): Promise<void> {
  await eventually(`the proxy says "${words}"`, async () => world.log().includes(words) || undefined);
}

/** When the proxy took credentials, by its own clock. */
function takenAt(): readonly number[] {
  const lines = world
    .log()
    .split("\n")
    .filter((line) => line.includes('"credentials taken"'));
  return lines.map((line) => Date.parse((JSON.parse(line) as { readonly time: string }).time));
}
