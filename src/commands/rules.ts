// `iamctl rules` and `iamctl rules explain ID`: what the audit looks for, and why.
import { rules as allRules } from "../audit/rules.ts";
import type { RulesOptions } from "../command-options.ts";
import type { Context } from "../context.ts";
import { type ExitCode, exitCodes, IamctlError } from "../errors.ts";
import { nearNames } from "../pods/near-names.ts";
import { didYouMean } from "../report/did-you-mean.ts";
import { rulesJson, rulesMarkdown, rulesTable, ruleText } from "../report/rules-text.ts";

export async function rules({ terminal, style }: Context, options: RulesOptions): Promise<ExitCode> {
  const look = { style, width: terminal.width };
  if (options.rule !== undefined) {
    terminal.print(ruleText(findRule(options.rule), look));
    return exitCodes.fine;
  }
  const print = {
    table: () => rulesTable(allRules, look),
    json: () => rulesJson(allRules),
    markdown: () => rulesMarkdown(allRules),
  };
  terminal.print(print[options.output]());
  return exitCodes.fine;
}

function findRule(words: string): (typeof allRules)[number] {
  const found = allRules.find(({ id, name }) => id === words.toUpperCase() || name === words.toLowerCase());
  if (found !== undefined) return found;
  const near = nearNames(words, allRules, ({ name }) => name).map(({ id, name }) => `${id} ${name}`);
  throw new IamctlError(`There is no rule "${words}".`, {
    hint: didYouMean(near) ?? "List them: iamctl rules",
    exitCode: exitCodes.usage,
  });
}
