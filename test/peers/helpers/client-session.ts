// Other people's AWS clients, each a fresh process that reads an object of S3 whenever it is told to.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { findPackageFolder } from "../../../src/package-folder.ts";
import type { NetworkNamespace } from "./netns.ts";
import { findPrograms, type PeerPrograms } from "./peer-programs.ts";
import { endGroup, findRunFolder, remember } from "./run-folder.ts";

export interface Client {
  readonly name: string;
  /** Said, as far as the client passes on why it has no credentials. */
  readonly complaint: RegExp;
  /** Each of its commands is a process of its own, which asks for itself. */
  readonly keepsNothing?: true;
  /** It takes credentials that end soon to be good for half an hour more. */
  readonly believesInLongerLife?: true;
  /** Refused a token, it takes a new one, but not before five minutes have gone by with the old credentials. */
  readonly waitsWhenRefused?: true;
  readonly command: (programs: PeerPrograms, target: readonly [bucket: string, key: string]) => readonly string[];
}

const root = findPackageFolder();
const sources = join(root, "test/peers/clients");
const compiled = join(root, "build/test/peers/clients");
const python = (file: string): Client["command"] => {
  return (programs, target) => [programs.python, join(sources, file), ...target];
};
const ruby = ({ retries }: { readonly retries: number }): Client["command"] => {
  const files = [join(sources, "debian/run.sh"), join(sources, "ruby.rb")] as const;
  return ({ debian }, target) => ["sh", files[0], debian, "bin/ruby3.1", files[1], ...target, String(retries)];
};

export const clients: readonly Client[] = [
  {
    name: "aws-cli",
    complaint: /Unable to locate credentials/,
    keepsNothing: true,
    command: python("aws-cli.py"),
  },
  {
    name: "boto3",
    complaint: /Unable to locate credentials/,
    believesInLongerLife: true,
    command: python("boto3-client.py"),
  },
  {
    name: "JavaScript 3",
    complaint: /Could not load credentials from any providers/,
    command: (_, target) => [process.execPath, join(compiled, "javascript-3.js"), ...target],
  },
  {
    name: "JavaScript 2",
    complaint: /Could not load credentials from any providers|Missing credentials in config/,
    command: ({ javascript2 }, target) => [process.execPath, join(compiled, "javascript-2.js"), ...target, javascript2],
  },
  {
    name: "Go 2",
    complaint: /no EC2 IMDS role found|failed to refresh cached credentials/,
    command: ({ goClient }, target) => [goClient, ...target],
  },
  {
    name: "Ruby 3",
    complaint: /unable to sign request without credentials set/,
    waitsWhenRefused: true,
    command: ruby({ retries: 0 }),
  },
  {
    name: "Ruby 3 with a retry",
    complaint: /unable to sign request without credentials set/,
    command: ruby({ retries: 1 }),
  },
];

export type ClientAnswer = { readonly text: string } | { readonly error: string };

export interface ClientSession {
  /**
   * For those who believe in a longer life: `later` moves their clock past it, `extensions` asks how often they said that
   * they do.
   */
  read(when?: "now" | "later" | "extensions"): Promise<ClientAnswer>;
  end(): Promise<void>;
}

export interface SessionOptions {
  readonly namespace: NetworkNamespace;
  readonly env: Readonly<Record<string, string>>;
  readonly target: readonly [bucket: string, key: string];
}

/** Clients are known that never answer at all; loading takes a Python its time on a busy machine. */
const longestAnswer = 240_000;

/** Comes back when it has loaded everything and asked nobody yet. It has neither configuration nor keys of its own. */
export async function startClient({ name, command }: Client, options: SessionOptions): Promise<ClientSession> {
  const { namespace, env, target } = options;
  const [program = "", ...words] = command(findPrograms(), target);
  const home = mkdtempSync(join(findRunFolder(), "client-"));
  const child = spawn(...namespace.inside(program, words), {
    cwd: home,
    env: { PATH: process.env["PATH"], HOME: home, TMPDIR: home, ...env },
    stdio: ["pipe", "pipe", "pipe"],
    detached: true,
  });
  await once(child, "spawn");
  const pid = child.pid ?? 0;
  const record = remember(pid);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const said = text(child.stderr);
  // What it wrote last is in its stderr by then.
  const next = async (): Promise<unknown> => {
    const done = new AbortController();
    const late = sleep(longestAnswer, undefined, { signal: done.signal }).then(() => {
      throw new Error(`${name} has not answered for ${longestAnswer / 1000} s`);
    });
    try {
      const line = await Promise.race([lines.next(), late]);
      if (line.done === true) throw new Error(`${name} ended:\n${await said}`);
      return JSON.parse(line.value) as unknown;
    } finally {
      late.catch(() => {});
      done.abort();
    }
  };
  await next();
  return {
    read(when = "now") {
      child.stdin.write(`${when}\n`);
      return next() as Promise<ClientAnswer>;
    },
    async end() {
      await endGroup(pid);
      record.forget();
    },
  };
}
