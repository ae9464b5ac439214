// The proxy's log: one JSON object a line, with pod, role, decision and reason, and never a secret.
import { pino } from "pino";

export interface Log {
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
}

/** A closed list, so that nothing can be logged that was not thought about. */
export interface LogFields {
  readonly pod?: string;
  readonly address?: string;
  readonly role?: string;
  readonly decision?: string;
  readonly reason?: string;
  readonly url?: string;
  readonly operationsUrl?: string;
  readonly firewall?: string;
  readonly taint?: string;
}

export const logLevels = ["debug", "info", "warn", "error"] as const;
export type LogLevel = (typeof logLevels)[number];

export interface LogTarget {
  write(line: string): void;
}

export function createLog(target: LogTarget, fields: { readonly node: string }, level: LogLevel = "info"): Log {
  return pino(
    { level, base: fields, timestamp: pino.stdTimeFunctions.isoTime, formatters: { level: (level) => ({ level }) } },
    target,
  );
}
