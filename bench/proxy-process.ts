// Runs the servers that are measured, each as a process of its own, and reads from the kernel what they use.
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { findPackageFolder } from "../src/package-folder.ts";
import { nodeName } from "./proxy-surroundings.ts";
import type { Surroundings } from "./proxy-surroundings.ts";

export interface MeasuredServer {
  readonly url: string;
  /** Milliseconds of CPU since its start. */
  cpu(): number;
  memory(): MemoryUse;
}

/** Megabytes: private ones, and with those that its file and libraries take. */
export interface MemoryUse {
  readonly anonymous: number;
  readonly resident: number;
}

export interface MeasuredProcess extends MeasuredServer {
  /** Milliseconds from its start until it said that it listens. */
  readonly startTook: number;
  stop(): Promise<void>;
}

/** As in the image, in a mount namespace of its own where the service account is in its usual place; takes root. */
export function startProxyProcess(
  bundle: string,
  { apiPort, awsUrl, serviceAccount }: Surroundings,
): Promise<MeasuredProcess> {
  const place = "/var/run/secrets/kubernetes.io/serviceaccount";
  const steps = [
    "mount -t tmpfs none /var/run",
    `mkdir -p ${place}`,
    `mount --bind "${serviceAccount}" ${place}`,
    'exec "$@"',
  ];
  const ports = ["--listen", "127.0.0.1:0", "--operations-listen", "127.0.0.1:0"];
  // One client stands for all pods here, and asks as fast as it can.
  const limits = ["--requests-per-second", "9999999", "--connections-per-pod", "9999999"];
  const image = readImage();
  const words = [process.execPath, ...image.nodeFlags, bundle, ...ports, ...limits];
  const env = {
    ...{ HOME: "/nonexistent", NODE_NAME: nodeName, AWS_REGION: "eu-west-1", PATH: process.env["PATH"] },
    ...{ KUBERNETES_SERVICE_HOST: "127.0.0.1", KUBERNETES_SERVICE_PORT: String(apiPort) },
    ...image.env,
    ...{ AWS_EC2_METADATA_SERVICE_ENDPOINT: awsUrl, AWS_ENDPOINT_URL_STS: awsUrl },
  };
  return start(spawn("unshare", ["--mount", "sh", "-ec", steps.join(" && "), "sh", ...words], { env, stdio }));
}

const stdio: ["ignore", "pipe", "inherit"] = ["ignore", "pipe", "inherit"];

/** How the image starts Node, with what glibc is to give back at once. */
function readImage(): { readonly nodeFlags: readonly string[]; readonly env: Readonly<Record<string, string>> } {
  const text = readFileSync(join(findPackageFolder(), "Containerfile"), "utf8");
  const [, entry = "[]"] = /^ENTRYPOINT (.*)$/mu.exec(text) ?? [];
  const [, settings = ""] = /^ENV (.*)$/mu.exec(text) ?? [];
  return {
    nodeFlags: (JSON.parse(entry) as string[]).filter((word) => word.startsWith("--")),
    env: Object.fromEntries(settings.split(" ").map((setting) => setting.split("=", 2))) as Record<string, string>,
  };
}

/** `script`: a file beside this one, compiled. */
export function startScript(script: string, words: readonly string[]): Promise<MeasuredProcess> {
  const path = new URL(script, import.meta.url).pathname;
  return start(spawn(process.execPath, [path, ...words], { stdio }));
}

/** Started by somebody else on this machine, and found by where it listens. */
export function findServer(url: string): MeasuredServer {
  return measure(url, listenerOf(url));
}

async function start(child: ChildProcess): Promise<MeasuredProcess> {
  const begun = performance.now();
  const ended = new Promise<void>((resolve) => void child.once("exit", () => resolve()));
  const url = await Promise.race([readUrl(child), ended]);
  if (url === undefined) throw new Error(`${child.spawnargs.at(-1)} ended before it listened`);
  const startTook = performance.now() - begun;
  return {
    ...measure(url, child.pid ?? 0),
    startTook,
    async stop() {
      child.kill();
      await ended;
    },
  };
}

function measure(url: string, pid: number): MeasuredServer {
  const read = (file: string): string => readFileSync(`/proc/${pid}/${file}`, "utf8");
  return {
    url,
    cpu() {
      const fields = read("stat")
        .replace(/^.*\) /u, "")
        .split(" ");
      // In hundredths of a second: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
      return (Number(fields[11]) + Number(fields[12])) * 10;
    },
    memory() {
      const kilobytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, "mu").exec(read("status"))?.[1]);
      return { anonymous: kilobytes("RssAnon") / 1024, resident: kilobytes("VmRSS") / 1024 };
    },
  };
}

/** What comes after it is read as well: a log that nobody takes would be waited for. */
function readUrl({ stdout }: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    let said = "";
    stdout?.on("data", (chunk: Buffer) => {
      said = said.length > 1e5 ? "" : said + chunk.toString();
      const url = /http:\/\/[\d.]+:\d+/u.exec(said)?.[0];
      if (url !== undefined) resolve(url);
    });
  });
}

/** The kernel knows which socket listens on a port, and which process has it open. */
function listenerOf(url: string): number {
  const port = Number(new URL(url).port).toString(16).toUpperCase().padStart(4, "0");
  const sockets = ["tcp", "tcp6"].flatMap((table) => readFileSync(`/proc/net/${table}`, "utf8").split("\n"));
  const listening = sockets.map((line) => line.trim().split(/\s+/u)).filter(([, , , state]) => state === "0A");
  const inode = listening.find(([, local = ""]) => local.endsWith(`:${port}`))?.[9];
  const pid = readdirSync("/proc").find((name) => /^\d+$/u.test(name) && hasOpen(name, `socket:[${inode}]`));
  if (pid === undefined) throw new Error(`No process of this machine listens at ${url}`);
  return Number(pid);
}

function hasOpen(pid: string, target: string): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`) === target);
  } catch {
    // It ended meanwhile.
    return false;
  }
}
