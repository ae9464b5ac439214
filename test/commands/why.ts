// How a person names what `why` is asked about, and with which code it ends.
import test from "ava";
import { kindNamed } from "../../src/sandbox/kube/resource-kinds.ts";
import { type CommandWorld, startCommandWorld } from "../helpers/command-world.ts";

let world: CommandWorld;
test.before(async () => {
  world = await startCommandWorld();
});
test.after.always(async () => world.stop());

const answers = test.macro(async (t, line: string, exitCode: number, text: RegExp) => {
  const answer = await world.run(line);
  t.is(answer.exitCode, exitCode, answer.said);
  t.regex(answer.printed, text);
});

test.serial("a workload by name", answers, "why -n shop storefront", 0, /It can hold \S+:role\/pods\/storefront/);
test.serial(
  "a workload as the audit prints it",
  answers,
  "why shop/deployment/storefront",
  0,
  /It can hold \S+storefront/,
);
test.serial("a broken chain", answers, "why -n shop deploy/checkout", 3, /no role named "checkout-payment"/);
test.serial("the answer for programs", answers, "why -n shop deploy/checkout -o json", 3, /"obstacle": "role"/);
test.serial("a role that it names", answers, "why -n shop storefront storefront", 0, /It can hold \S+pods\/storefront/);
test.serial(
  "a role that another workload has: the claim is missing, and so is all behind it",
  answers,
  "why -n shop deploy/checkout storefront",
  3,
  /no {2}pod +its pod template names [^]*ok {2}role[^]*ok {2}trust[^]*\$ iamctl grant -n shop deployment\/checkout arn:\S+pods\/storefront\n/,
);
test.serial(
  "a role that is not there",
  answers,
  "why -n shop storefront nowhere -o json",
  3,
  /"another-role"[^]*"role-absent"/,
);
const asks = test.macro(async (t, line: string, exitCode: number, question: RegExp) => {
  const answer = await world.run(line);
  t.is(answer.exitCode, exitCode, answer.said);
  t.regex(answer.said, question);
});
test.serial(
  "a role mistyped",
  asks,
  "why -n shop storefront storefrnt -o json",
  3,
  /Did you mean arn:aws:iam::111122223333:role\/pods\/storefront\?\n/,
);
test.serial(
  "a workload asked for as a pod",
  asks,
  "why -n shop pod/storefront",
  2,
  /Did you mean shop\/deployment\/storefront\?\n/,
);
test.serial("the answer as YAML", answers, "why -n shop storefront -o yaml", 0, /^version: 1\nkind: AccessChain\n/);
test.serial("a pod mistyped", asks, "why -n shop catalogue-serch-0", 2, /Did you mean shop\/pod\/catalogue-search-0/);
test.serial(
  "a pod that is gone, by its workload",
  asks,
  "why -n shop deploy/storefront-6d5f9c-xk2lq",
  2,
  /Did you mean shop\/deployment\/storefront/,
);
test.serial("what is no role", async (t) => {
  const { exitCode, said } = await world.run("why -n shop storefront arn:aws:iam::1:user/x");
  t.is(exitCode, 2, said);
  t.regex(said, /hint: Name the role/);
});
test.serial("a pod by its name", async (t) => {
  const [pod = ""] = await podNames();
  const answer = await world.run(`why -n shop ${pod}`);
  t.is(answer.exitCode, 0, answer.said);
  t.regex(answer.printed, /^shop\/pod\/storefront-\S+ \(deployment\/storefront\)/);
});

test.serial("a role by the service account's token, beside the chain of its annotation", async (t) => {
  const url = `${world.sandbox.kubeUrl}/api/v1/namespaces/shop/serviceaccounts`;
  const role = "arn:aws:iam::111122223333:role/pods/storefront";
  const metadata = { name: "default", namespace: "shop", annotations: { "eks.amazonaws.com/role-arn": role } };
  const body = JSON.stringify({ apiVersion: "v1", kind: "ServiceAccount", metadata });
  const made = await fetch(url, { method: "POST", body, headers: { "content-type": "application/json" } });
  t.is(made.status, 201, await made.text());
  const text = await world.run("why -n shop storefront");
  t.is(text.exitCode, 0, text.said);
  t.regex(text.printed, /shop\/serviceaccount\/default, by its token \(IRSA\)[^]*no {2}trust +the trust policy/);
  const json = await world.run("why -n shop storefront -o json");
  t.regex(json.printed, /"way": "service-account"[^]*"trust-lacks-service-account"/);
});

test.serial(
  "what of the service account's chain may not be read is named, with the statement to ask for",
  async (t) => {
    world.forbid("eks:ListPodIdentityAssociations");
    const { exitCode, printed, said } = await world.run("why -n shop storefront");
    world.forbid();
    t.is(exitCode, 0, said);
    t.regex(printed, /\? {2}trust +eks:ListPodIdentityAssociations on [^]*neither a yes nor a no/);
  },
);

async function podNames(): Promise<readonly string[]> {
  const answer = await fetch(`${world.sandbox.kubeUrl}/api/v1/namespaces/shop/pods?labelSelector=app%3Dstorefront`);
  const { items } = (await answer.json()) as { items: { metadata: { name: string } }[] };
  return items.map(({ metadata }) => metadata.name);
}

test.serial("what an annotation means is what the proxies of the whole cluster make of it", async (t) => {
  const labels = { app: "iamctl" };
  world.sandbox.kube.create(kindNamed("DaemonSet"), {
    ...{ apiVersion: "apps/v1", kind: "DaemonSet", metadata: { name: "iamctl", namespace: "kube-system" } },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          containers: [
            {
              ...{ name: "proxy", image: "registry.example/iamctl:1" },
              args: ["proxy", "--base-role-arn=arn:aws:iam::111122223333:role/elsewhere/"],
            },
          ],
        },
      },
    },
  });
  const { printed, exitCode } = await world.run("why -n shop storefront");
  t.is(exitCode, 3, printed);
  t.regex(printed, /arn:aws:iam::111122223333:role\/elsewhere\/storefront/);
});
