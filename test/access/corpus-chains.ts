// The chains of the corpus, link by link: every different one is told in chains.txt, in the words of `why`.
import test from "ava";
import { judgeAccess } from "../../src/access/judge-access.ts";
import { judgeAssociation, judgeTokenRole } from "../../src/access/judge-account-role.ts";
import { judgeWish } from "../../src/access/judge-wish.ts";
import type { LinkVerdict } from "../../src/access/link.ts";
import type { Snapshot } from "../../src/access/snapshot.ts";
import { subjectOfPod, subjectOfWorkload } from "../../src/access/subject.ts";
import { readCorpus } from "../helpers/corpus.ts";
import { openCorpusTexts } from "../helpers/corpus-texts.ts";

interface Chain {
  readonly links: readonly { readonly name: string; readonly verdict: LinkVerdict }[];
  readonly obstacle: { readonly name: string } | undefined;
  readonly role?: string | undefined;
}

const worlds = readCorpus();
const written = openCorpusTexts("chains.txt");

/** Many chains are alike: each is told once, so that a reader can read them all. */
const told = test.macro({
  title: (heading = "") => heading,
  exec(t, chainsOf: (snapshot: Snapshot) => readonly (Chain | undefined)[]) {
    const chains = worlds.flatMap(({ snapshot }) => chainsOf(snapshot));
    const texts = chains.flatMap((chain) => (chain === undefined ? [] : [printChain(chain)]));
    t.true(texts.length > 0);
    written.hold(t, t.title, [...new Set(texts)].toSorted().join("\n"));
  },
});

test("workloads, by what their template claims", told, (snapshot) =>
  snapshot.workloads.map((workload) => judgeAccess(subjectOfWorkload(workload), snapshot)),
);
test("pods, by what they claim themselves", told, (snapshot) =>
  snapshot.pods.map((pod) => judgeAccess(subjectOfPod(pod, snapshot), snapshot)),
);
test("workloads that are asked about a role", told, (snapshot) =>
  snapshot.workloads.flatMap((workload) =>
    (snapshot.accountRoles ?? []).map(({ arn }) => judgeWish(subjectOfWorkload(workload), arn, snapshot)),
  ),
);
test("service accounts, by their annotation", told, (snapshot) =>
  (snapshot.serviceAccounts ?? []).map(({ namespace, name }) =>
    judgeTokenRole({ namespace, serviceAccount: name }, snapshot),
  ),
);
test("service accounts, by their association", told, (snapshot) =>
  (snapshot.eks?.associations ?? []).map((association) => judgeAssociation(association, snapshot)),
);

function printChain({ role, links, obstacle }: Chain): string {
  const end = obstacle === undefined ? "" : `, up to ${obstacle.name}`;
  return [`- ${role ?? "no role"}${end}`, ...links.flatMap(({ name, verdict }) => printLink(name, verdict))].join("\n");
}

function printLink(name: string, verdict: LinkVerdict): readonly string[] {
  switch (verdict.kind) {
    case "holds":
      return [`  ${name} holds: ${verdict.evidence}`];
    case "conditional":
      return [`  ${name} is conditional: ${verdict.explanation} (${verdict.missing.join(" ")})`];
    case "unknown":
      return [`  ${name} is unknown: ${verdict.call} of ${verdict.subject}: ${verdict.problem}`];
    case "broken": {
      const { reason, explanation, fix } = verdict;
      const command = fix.command === undefined ? [] : [`    $ ${fix.command}`];
      return [`  ${name} is broken: ${explanation} (${reason})`, `    fix: ${fix.text}`, ...command];
    }
  }
}
