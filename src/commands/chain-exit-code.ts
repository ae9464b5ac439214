// The exit code that tells a script how a chain was judged.
import type { AccountAccess } from "../access/judge-account-role.ts";
import type { Access } from "../access/judge-access.ts";
import { type ExitCode, exitCodes } from "../errors.ts";

export function chainExitCode({ obstacle }: Access | AccountAccess): ExitCode {
  switch (obstacle?.verdict.kind) {
    case undefined:
      return exitCodes.fine;
    case "unknown":
      return exitCodes.notPermitted;
    case "broken":
    case "conditional":
      return exitCodes.found;
  }
}
