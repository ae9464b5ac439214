// The access chain as `why` shows it: link by link, the first that does not hold, and the command that mends it.
import { type Access, linksByName } from "../access/judge-access.ts";
import type { Fix, LinkVerdict, Obstacle } from "../access/link.ts";
import type { RoleArn } from "../iam/arn.ts";
import { printWorkload } from "../pods/workload-record.ts";
import { plain } from "./plain.ts";
import type { Style } from "./style.ts";
import { indentText } from "./wrap-text.ts";

export function chainText(access: Access, { style, width }: { style: Style; width: number }): string {
  const lines = [...linksByName(access)].map(([name, verdict]) => linkLine(name, verdict, style, width));
  return [style.bold(plain(heading(access))), ...lines, "", conclusion(access, style, width), ""].join("\n");
}

interface Conclusive {
  readonly role: RoleArn | undefined;
  readonly links: readonly { readonly verdict: LinkVerdict }[];
  readonly obstacle: Obstacle<{ readonly verdict: LinkVerdict }> | undefined;
}

function heading({ subject }: Access): string {
  const name = `${subject.namespace}/${printWorkload(subject.workload)}`;
  return subject.pod === undefined
    ? name
    : `${subject.namespace}/pod/${subject.pod} (${printWorkload(subject.workload)})`;
}

export function linkLine(name: string, verdict: LinkVerdict | undefined, style: Style, width: number): string {
  const label = name.padEnd(10);
  if (verdict === undefined) return style.dim(`   -  ${label}not judged`);
  const text = indentText(plain(words(verdict)), " ".repeat(16), width).trimStart();
  switch (verdict.kind) {
    case "holds":
      return `  ${style.green("ok")}  ${label}${text}`;
    case "broken":
      return `  ${style.red("no")}  ${style.bold(label)}${text}`;
    case "conditional":
      return `  ${style.yellow("if")}  ${style.bold(label)}${text}`;
    case "unknown":
      return `   ${style.yellow("?")}  ${style.bold(label)}${text}`;
  }
}

function words(verdict: LinkVerdict): string {
  switch (verdict.kind) {
    case "holds":
      return verdict.evidence;
    case "broken":
    case "conditional":
      return verdict.explanation;
    case "unknown":
      return `${verdict.call} on ${verdict.subject} could not be read: ${verdict.problem}`;
  }
}

export function conclusion({ obstacle, role, links }: Conclusive, style: Style, width: number): string {
  if (obstacle === undefined) return style.green(plain(`It can hold ${role ?? "its role"}.`));
  switch (obstacle.verdict.kind) {
    case "broken": {
      const fixes = links.flatMap(({ verdict }) => (verdict.kind === "broken" ? verdict.fix : []));
      // One grant mends claim and trust together.
      const distinct = fixes.filter(
        ({ command }, at) => command === undefined || fixes.findIndex((other) => other.command === command) === at,
      );
      return distinct.map((fix) => fixText(fix, style, width)).join("\n");
    }
    case "conditional":
      return `Whether it can hold ${plain(role ?? "its role")} cannot be said from here.`;
    case "unknown": {
      const { remedy = "" } = obstacle.verdict;
      return ["What could not be read is neither a yes nor a no.", ...remedy.split("\n").map(plain)]
        .join("\n")
        .trimEnd();
    }
  }
}

function fixText({ text, command }: Fix, style: Style, width: number): string {
  const advice = indentText(plain(text), "", width);
  return command === undefined ? advice : `${advice}\n  ${style.cyan(`$ ${plain(command)}`)}`;
}
