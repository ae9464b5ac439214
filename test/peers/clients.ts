// Other people's AWS clients at `iamctl proxy`: each with its default credential chain, at the real metadata address.
import { setTimeout as sleep } from "node:timers/promises";
import test, { type ExecutionContext } from "ava";
import { type Client, type ClientAnswer, type ClientSession, clients } from "./helpers/client-session.ts";
import { type ClientWorld, startClientWorld } from "./helpers/client-world.ts";
import { goFirst } from "./helpers/go-first.ts";

const worlds: ClientWorld[] = [];
test.after.always(async () => {
  for (const world of worlds) await world.stop();
});

let shared: ClientWorld;
test.before(async () => {
  goFirst();
  shared = await startClientWorld();
  worlds.push(shared);
  await shared.become("reader");
  await shared.warm("reader");
});

type Answers = ReadonlyMap<Client, readonly ClientAnswer[]>;

/** Takes more than a minute, nearly all of it waiting: it goes on beside the other tests. */
let withOneProxy: Promise<Answers>;
let withTwoProxies: Promise<Answers>;
test.before(() => {
  withOneProxy = readAcrossExpiry(async () => {});
  withTwoProxies = readAcrossExpiry((world) => world.restartProxy());
  // Whoever awaits them says so; until then nobody does.
  for (const answers of [withOneProxy, withTwoProxies]) answers.catch(() => {});
});

const object = { text: "Hello." };
/** Milliseconds more than the client takes to read, which is longer on a busy machine. */
const longestRefusal = 5_000;
/** What a client itself waits it waits each time; what a busy machine adds to that is not always there. */
const mostTries = 4;

/** With what the proxy's log says of it, because most clients pass nothing on. */
const refusals = [
  [
    "a pod without a role",
    "unmapped",
    "roles 404",
    /"pod":"app\/unmapped".+has no iam\.amazonaws\.com\/role annotation/,
  ],
  [
    "a pod whose annotation names no role",
    "denied",
    "roles 403",
    /"pod":"app\/denied".+is the ARN of a user, not of a role/,
  ],
  [
    "a pod whose role does not trust the node",
    "distrusted",
    "credentials 403",
    /not authorized to perform: sts:AssumeRole on resource: .+\/stranger/,
  ],
] as const;

/** Milliseconds that the client takes to read where it is given credentials. */
const usual = new Map<Client, number>();

for (const client of clients) {
  test.serial(`${client.name} reads an object with its pod's role, after three metadata requests`, async (t) => {
    const session = await start(t, shared, client, "reader");
    const before = await shared.answers();
    const [answer, took] = await timed(() => session.read());
    t.deepEqual(answer, object);
    usual.set(client, took);
    const given = difference(before, await shared.answers());
    t.deepEqual(given, { "token 200": 1, "roles 200": 1, "credentials 200": 1 });
    const { account, nodes, aws } = shared.sandbox;
    t.like(aws.calls.at(-1), {
      action: "GetObject",
      caller: `arn:aws:sts::${account}:assumed-role/reader/iamctl-${nodes[0]?.name}`,
      outcome: "ok",
    });
  });

  for (const [what, pod, refusal, explanation] of refusals) {
    test.serial(`${client.name} soon says that it has no credentials in ${what}`, async (t) => {
      let least = Infinity;
      for (let tries = 0; least > longestRefusal && tries < mostTries; tries += 1) {
        const session = await start(t, shared, client, pod);
        const before = await shared.answers();
        const [answer, took] = await timed(() => session.read());
        least = Math.min(least, took - (usual.get(client) ?? 0));
        t.regex("error" in answer ? answer.error : "", client.complaint);
        t.true(refusal in difference(before, await shared.answers()));
      }
      t.true(least <= longestRefusal, `${least} ms longer than to read`);
      t.regex(shared.log(), explanation);
    });
  }

  test(`${client.name} takes new credentials when those it has expire`, async (t) => {
    t.deepEqual((await withOneProxy).get(client), [object, object]);
  });

  if (client.waitsWhenRefused === true) {
    // With real sessions it asks five minutes before their end, so it may be without credentials for a minute.
    test(`${client.name} keeps what it has for five minutes when a new proxy knows none of its tokens`, async (t) => {
      const [first, second] = (await withTwoProxies).get(client) ?? [];
      t.deepEqual(first, object);
      t.regex(second !== undefined && "error" in second ? second.error : "", /ExpiredToken/);
    });
  } else {
    test(`${client.name} takes new credentials of a new proxy, which knows none of its tokens`, async (t) => {
      t.deepEqual((await withTwoProxies).get(client), [object, object]);
    });
  }
}

test.serial("boto3 logs no extension of its credentials' life, as it does where they are short", async (t) => {
  for (const client of clients.filter(({ believesInLongerLife }) => believesInLongerLife)) {
    const session = await start(t, shared, client, "reader");
    t.deepEqual(await session.read(), object);
    t.deepEqual(await session.read("extensions"), { text: "0" });
  }
  await withOneProxy;
  t.true(extensions.length > 0 && extensions.every((answer) => "text" in answer && Number(answer.text) > 0));
});

test.serial("all of them get credentials of a proxy that just started, for one call to an STS of 700 ms", async (t) => {
  const sessions: ClientSession[] = [];
  for (const client of clients) sessions.push(await start(t, shared, client, "reader"));
  const { calls, faults } = shared.sandbox.aws;
  const assumptions = (): number => {
    return calls.filter(({ action, resource }) => action === "AssumeRole" && resource.endsWith("/reader")).length;
  };
  let before = 0;
  faults.push({ service: "sts", action: "AssumeRole", delayMs: 700 });
  t.teardown(() => void faults.splice(0));
  // Where the machine is so slow that STS has answered by now, the proxy has not just started any more.
  for (let tries = 0; tries === 0 || (assumptions() > before && tries < mostTries); tries += 1) {
    before = assumptions();
    await shared.restartProxy();
  }
  t.is(assumptions(), before);
  const answers = await Promise.all(sessions.map((session) => session.read()));
  t.deepEqual(Object.fromEntries(clients.map(({ name }, at) => [name, answers[at]])), everybodyReads());
  t.is(assumptions(), before + 1);
});

// The proxy asks for an hour and hands out no credentials that end within a minute: the rest is for the slowest client.
const sessionSeconds = 80;

/** How often those who believe in a longer life said so of credentials as short as these. */
const extensions: ClientAnswer[] = [];

/** Every client in one process that reads, waits until what it got has expired, and reads again. */
async function readAcrossExpiry(meanwhile: (world: ClientWorld) => Promise<void>): Promise<Answers> {
  const world = await startClientWorld({ sessionSeconds });
  worlds.push(world);
  await world.become("reader");
  const answers = new Map<Client, ClientAnswer[]>();
  const sessions = new Map<Client, ClientSession>();
  for (const client of clients) {
    const session = await world.startClient(client);
    sessions.set(client, session);
    await world.warm("reader");
    answers.set(client, [await session.read()]);
  }
  await meanwhile(world);
  await sleep((sessionSeconds + 1) * 1000);
  for (const [client, session] of sessions) {
    if (client.believesInLongerLife === true) extensions.push(await session.read("extensions"));
    await world.warm("reader");
    answers.get(client)?.push(await session.read(client.believesInLongerLife === true ? "later" : "now"));
    await session.end();
  }
  return answers;
}

async function start(t: ExecutionContext, world: ClientWorld, client: Client, pod: string): Promise<ClientSession> {
  await world.become(pod);
  const session = await world.startClient(client);
  t.teardown(() => session.end());
  return session;
}

async function timed<T>(work: () => Promise<T>): Promise<readonly [outcome: T, milliseconds: number]> {
  const begun = Date.now();
  return [await work(), Date.now() - begun];
}

function everybodyReads(): Readonly<Record<string, ClientAnswer>> {
  return Object.fromEntries(clients.map(({ name }) => [name, object]));
}

function difference(
  before: Readonly<Record<string, number>>,
  after: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> {
  const changes = Object.entries(after).map(([what, count]) => [what, count - (before[what] ?? 0)] as const);
  return Object.fromEntries(changes.filter(([, count]) => count > 0));
}
