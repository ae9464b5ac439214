// Settles which interfaces of a node pods' packets come from: by flag, by the network that was found, or by asking.
import type { InitOptions } from "../command-options.ts";
import type { Context } from "../context.ts";
import { exitCodes, IamctlError } from "../errors.ts";
import type { SetUp } from "./read-set-up.ts";

export interface InterfaceChoice {
  /** In iptables' notation; one for kube2iam, which takes no more. */
  readonly interfaces: readonly string[];
  readonly notes: readonly string[];
}

/** Those of the network that was found; with two of them somebody has to say which carries pods. */
export async function chooseInterfaces(
  { terminal, ask }: Context,
  options: InitOptions,
  { networks, networkUnread }: SetUp,
): Promise<InterfaceChoice> {
  const one = options.proxy === "kube2iam";
  if (options.interface.length > 0) {
    if (one && options.interface.length > 1) throw tooMany(options.interface);
    return { interfaces: options.interface, notes: [] };
  }
  const [first, ...others] = networks;
  const of = ({ name, interfaces, single, warnings }: SetUp["networks"][number]) => ({
    interfaces: one ? [single] : interfaces,
    notes: warnings.map((warning) => `${name}: ${warning}.`),
  });
  if (first === undefined) {
    const calls = networkUnread.map(({ call }) => call).join(", ");
    const why = calls === "" ? "was not recognised" : `could not be read (${calls} was refused)`;
    const note = `The pods' network ${why}: everything that does not come in by eth0 is redirected. Name its interfaces with --interface.`;
    return { interfaces: ["!eth0"], notes: [note] };
  }
  if (others.length === 0) return of(first);
  const names = networks.map(({ name }) => name).join(" and ");
  if (!terminal.interactive || options.yes) {
    throw new IamctlError(`${names} are both in this cluster, and pods' interfaces are named differently on each.`, {
      hint: `Name those that carry pods: ${networks.map(({ interfaces }) => `--interface ${interfaces.join(" ")}`).join(" or ")}`,
      exitCode: exitCodes.usage,
    });
  }
  terminal.say(`${names} are both in this cluster; metadata requests are taken from the interfaces of one.`);
  const choices = networks.map((network) => ({
    value: network,
    name: `${network.name} (${network.interfaces.join(", ")})`,
  }));
  return of(await ask.choose("Which carries pods' packets?", choices, { flag: "--interface eni+" }));
}

function tooMany(interfaces: readonly string[]): IamctlError {
  return new IamctlError(`kube2iam takes one interface, not ${interfaces.join(" ")}.`, {
    hint: "One pattern may stand for several: --interface '!eth0'",
    exitCode: exitCodes.usage,
  });
}
