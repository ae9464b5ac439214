// What `init` asks on a terminal: only what it could not find, each with a reason and a default, and nothing without a terminal.
import test from "ava";
import type { InitOptions } from "../../src/command-options.ts";
import { type Choices, chooseSetUp } from "../../src/commands/choose-set-up.ts";
import type { SetUp } from "../../src/commands/read-set-up.ts";
import type { Context } from "../../src/context.ts";
import { detectNetworks } from "../../src/nodes/detect-cni.ts";
import { arn, role, snapshot, trusting } from "../helpers/build.ts";

interface Asked {
  readonly choices: Choices;
  /** What was said and asked, in order. */
  readonly heard: readonly string[];
}

interface Wish {
  readonly interactive?: boolean;
  readonly options?: Partial<InitOptions>;
  readonly earlier?: SetUp["earlier"];
  /** What the proxy that is there tags sessions with. */
  readonly present?: SetUp["sessionTags"];
  readonly daemons?: readonly string[];
  /** By a word of the question; the default when absent. */
  readonly answers?: Readonly<Record<string, string>>;
}

async function choose({
  interactive = true,
  options = {},
  earlier,
  present,
  daemons = ["aws-node"],
  answers = {},
}: Wish): Promise<Asked> {
  const heard: string[] = [];
  const answer = (question: string): string | undefined => {
    heard.push(`? ${question}`);
    return Object.entries(answers).find(([word]) => question.includes(word))?.[1];
  };
  const context = {
    terminal: { interactive, width: 200, say: (text: string) => void heard.push(text) },
    ask: {
      text: async (question: string, { initial = "" }: { initial?: string }) => answer(question) ?? initial,
      choose: async (question: string, offers: readonly { value: unknown; name: string }[]) => {
        const wanted = answer(question);
        return (offers.find(({ name }) => wanted !== undefined && name.startsWith(wanted)) ?? offers[0])?.value;
      },
    },
    account: async () => ({ listRoles: async () => [{ arn: arn("legacy"), trust: trusting(arn("node-a")) }] }),
  } as unknown as Context;
  const setUp = {
    facts: { cluster: snapshot().cluster },
    nodeRoles: [role("node-a")],
    networks: detectNetworks(daemons.map((name) => ({ namespace: "kube-system", name, env: {} }))),
    networkUnread: [],
    earlier,
    sessionTags: present,
  } as unknown as SetUp;
  const given = { interface: [], proxy: "iamctl", yes: false, dryRun: false, check: false, ...options };
  return { choices: await chooseSetUp(context, given as unknown as InitOptions, setUp), heard };
}

const questions = ({ heard }: Asked): readonly string[] => heard.filter((line) => line.startsWith("? "));

test("the first time it asks for prefix, fence and image, and Enter alone takes the defaults", async (t) => {
  const asked = await choose({});
  t.deepEqual(questions(asked), [
    "? Prefix of pod roles",
    "? Fence the node roles in?",
    "? Image of the proxy (empty: fill it in later)",
  ]);
  t.like(asked.choices, { prefix: "/pods/", fence: "none", interfaces: ["eni+", "vlan+"], image: "" });
});

test("each question comes after a line that says why, and the fence after the names that it cuts off", async (t) => {
  const { heard } = await choose({});
  t.regex(heard[0] ?? "", /a path cannot be taken by accident/);
  t.regex(heard[2] ?? "", /It cuts off what nodes can assume today: legacy \(from node-a\)/);
  t.regex(heard[4] ?? "", /built from the Containerfile/);
});

test("answers are taken", async (t) => {
  const { choices } = await choose({ answers: { Prefix: "pod-", Fence: "boundary", Image: "r.example/p:1" } });
  t.like(choices, { prefix: "pod-", fence: "boundary", image: "r.example/p:1" });
  t.deepEqual(
    choices.cutOff.map((cut) => cut.role),
    [arn("legacy")],
  );
});

test("what flags say is not asked", async (t) => {
  const asked = await choose({ options: { prefix: "/x/", fence: "deny", image: "r.example/p:1" } });
  t.deepEqual(questions(asked), []);
  t.like(asked.choices, { prefix: "/x/", fence: "deny" });
});

test("what an earlier run set up is not asked again", async (t) => {
  const asked = await choose({
    earlier: { prefix: "/workloads/", fence: "deny", tagSessions: false },
    options: { image: "r.example/p:1" },
  });
  t.deepEqual(questions(asked), []);
  t.like(asked.choices, { prefix: "/workloads/", fence: "deny" });
});

test("kube2iam has an image of its own", async (t) => {
  const asked = await choose({ options: { proxy: "kube2iam" } });
  t.deepEqual(questions(asked), ["? Prefix of pod roles", "? Fence the node roles in?"]);
});

test("two networks: which one carries the pods is asked", async (t) => {
  const asked = await choose({ daemons: ["aws-node", "cilium"], answers: { carries: "Cilium" } });
  t.true(questions(asked).includes("? Which carries pods' packets?"));
  t.deepEqual(asked.choices.interfaces, ["lxc+"]);
  t.regex(asked.choices.notes.join(), /Cilium: .*CiliumLocalRedirectPolicy/);
});

for (const options of [{ yes: true }, { dryRun: true }, { check: true }]) {
  test(`with ${Object.keys(options).join()} nothing is asked`, async (t) => {
    t.deepEqual((await choose({ options })).heard, []);
  });
}

test("without a terminal nothing is asked, and the account's roles are not listed for nothing", async (t) => {
  const asked = await choose({ interactive: false });
  t.deepEqual(asked.heard, []);
  t.like(asked.choices, { prefix: "/pods/", fence: "none", cutOff: [] });
});

const quiet = { yes: true, prefix: "/pods/", fence: "none", image: "r.example/p:1" } as const;
const tags = test.macro(
  async (
    t,
    given: Parameters<typeof choose>[0],
    expected: readonly [tagSessions: boolean, values: string | undefined],
  ) => {
    const { choices } = await choose({ ...given, options: { ...quiet, ...given?.options } });
    t.deepEqual([choices.tagSessions, choices.sessionTags], expected);
  },
);
const tagged = { prefix: "/pods/", fence: "none", tagSessions: true } as const;

test("no tags where nobody wants any", tags, {}, [false, undefined]);
test("tags by wish are the cluster's name", tags, { options: { sessionTags: true } }, [true, "harbor-prod"]);
test("what an earlier run allowed stays allowed, and the values as they are", tags, { earlier: tagged }, [
  true,
  undefined,
]);
test("what the proxy does is allowed, and said as it says it", tags, { present: { name: "harbor", arn: "arn:x" } }, [
  true,
  "arn:x",
]);
test("tags that are not wished any more", tags, { earlier: tagged, options: { sessionTags: false } }, [false, ""]);
test("kube2iam tags nothing", tags, { options: { sessionTags: true, proxy: "kube2iam" } }, [false, undefined]);
