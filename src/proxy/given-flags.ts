// Reads flags as they were typed, or their stand-ins in the environment, and gathers every fault in them.
import { variableOf } from "../pods/proxy-variables.ts";

/** By name in camelCase, as commander hands them over; `true` where no value was given. */
export type ProxyFlags = Readonly<Record<string, string | boolean | undefined>>;
export type Environment = Readonly<Record<string, string | undefined>>;

export interface GivenFlags {
  /** The value of `--name`, or of `IAMCTL_PROXY_NAME`; absent when neither is there. */
  text(name: string): string | undefined;
  /** Go's spellings are read too, because kube2iam's charts write `--iptables=true`. */
  isOn(name: string): boolean;
  /** The fallback (the first choice, where none is given) when absent; reports what is none of the choices. */
  choice<Choice extends string>(name: string, choices: readonly [Choice, ...Choice[]], fallback?: Choice): Choice;
  /** `subject`: the flag that is at fault, with its dashes. */
  report(subject: string, problem: string): void;
}

export function createGivenFlags(flags: ProxyFlags, env: Environment, faults: string[]): GivenFlags {
  const given: GivenFlags = {
    text(name) {
      const typed = flags[camelCase(name)];
      return typed === undefined ? env[variableOf(name)] || undefined : String(typed);
    },
    isOn(name) {
      const text = given.text(name)?.toLowerCase();
      if (text !== undefined && !truths.has(text))
        given.report(`--${name}`, `${quote(text)} is neither true nor false`);
      return truths.get(text ?? "false") ?? false;
    },
    choice(name, choices, fallback = choices[0]) {
      const text = given.text(name) ?? fallback;
      const found = choices.find((choice) => choice === text);
      if (found === undefined) given.report(`--${name}`, `${quote(text)} is none of ${choices.join(", ")}`);
      return found ?? fallback;
    },
    report: (subject, problem) => void faults.push(`${subject} ${problem}`),
  };
  return given;
}

/** https://pkg.go.dev/strconv#ParseBool */
const truths: ReadonlyMap<string, boolean> = new Map([
  ...["true", "t", "1"].map((word) => [word, true] as const),
  ...["false", "f", "0"].map((word) => [word, false] as const),
]);

export function quote(text: string): string {
  return JSON.stringify(text.length > 100 ? `${text.slice(0, 100)}…` : text);
}

/** As commander makes names of flags. */
function camelCase(name: string): string {
  return name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}
