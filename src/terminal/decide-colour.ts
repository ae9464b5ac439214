// Whether a stream gets colour: the flag, then the environment, then whether anybody can see it.
import type { Environment, OutputStream } from "./streams.ts";

/**
 * `NO_COLOR` wins over `FORCE_COLOR`: who asks for none must not get any (https://no-color.org).
 * `flag` is what `--no-color` said; `undefined` when it was not given.
 */
export function decideColour(stream: OutputStream, env: Environment, flag: boolean | undefined): boolean {
  if (flag !== undefined) return flag;
  if (env["NO_COLOR"]) return false;
  const forced = env["FORCE_COLOR"];
  if (forced !== undefined) return forced !== "0" && forced !== "false";
  return stream.isTTY === true && env["TERM"] !== "dumb";
}
