// A node's day: pods that ask as clients do, come and go, and an STS that takes its time and is away for a while.
import http from "node:http";
import type { AssumeRoleOutcome, AssumeRoleRequest } from "../../src/aws/assume-role.ts";
import type { PodRecord } from "../../src/pods/pod-record.ts";
import { ask, askToken, rolesPath } from "./proxy-client.ts";
import type { Reply } from "./proxy-client.ts";
import type { TestClock } from "./proxy-clock.ts";
import { aPod, issue, startWorld } from "./proxy-world.ts";
import type { ProxyWorld } from "./proxy-world.ts";

export interface Day {
  readonly world: ProxyWorld;
  /** While it is down, STS answers nothing. */
  readonly sts: { down: boolean };
  /** Requests of all the pods whose turn it is in that minute. */
  askAll(minute: number): Promise<readonly Reply[]>;
  /** As many pods end, and as many others take their places and addresses a minute later. */
  replacePods(count: number): Promise<void>;
  /** The proxy ends and another begins, which knows nothing. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

interface DayPod {
  readonly record: PodRecord;
  readonly agent: http.Agent;
  token: string;
  tokenUntil: number;
}

const everyMinutes = 15;
const stsTakes = 300;
const stsGivesUp = 5_000;
const tokenLife = 5 * 3_600_000;

export async function startDay(clock: TestClock, podCount: number, identityCount: number): Promise<Day> {
  let made = 0;
  const pods: DayPod[] = Array.from({ length: podCount }, (_, count) =>
    makePod(`127.${Math.floor(count / 200) + 1}.1.${(count % 200) + 1}`),
  );
  const sts = { down: false };
  const assume = (request: AssumeRoleRequest) =>
    new Promise<AssumeRoleOutcome>((resolve) => {
      const { down } = sts;
      clock.after(down ? stsGivesUp : stsTakes, () => {
        resolve(down ? { kind: "failed", cause: "unreachable", problem: "outage" } : issue(request, clock.now()));
      });
    });
  const start = () => startWorld({ pods: pods.map(({ record }) => record), assume, now: clock.now, timers: clock });
  let world = await start();

  const day: Day = {
    get world() {
      return world;
    },
    sts,
    askAll: (minute) => Promise.all(pods.filter((_, at) => at % everyMinutes === minute % everyMinutes).map(askOne)),
    async replacePods(count) {
      const leaving = pods.splice(0, count);
      const coming = leaving.map(({ record }) => makePod(record.addresses[0] ?? ""));
      for (const { record, agent } of leaving) {
        world.pods.removed(record);
        agent.destroy();
      }
      // Scheduled first, with an address only when the network has given one.
      for (const { record } of coming) world.pods.changed({ ...record, phase: "Pending", addresses: [] });
      await clock.advance(60_000);
      for (const { record } of coming) world.pods.changed(record);
      pods.push(...coming);
    },
    async restart() {
      await day.stop();
      world = await start();
      await clock.advance(60_000);
    },
    async stop() {
      for (const pod of pods) {
        pod.agent.destroy();
        pod.tokenUntil = 0;
      }
      await world.stop();
    },
  };
  return day;

  function makePod(address: string): DayPod {
    made += 1;
    const record = aPod({ name: `pod-${made}`, role: `role-${made % identityCount}`, addresses: [address] });
    return { record, agent: new http.Agent({ keepAlive: true, maxSockets: 1 }), token: "", tokenUntil: 0 };
  }

  async function askOne(pod: DayPod): Promise<Reply> {
    const { record, agent } = pod;
    const from = record.addresses[0] ?? "";
    if (pod.tokenUntil <= clock.now()) {
      pod.token = (await askToken(world.url, { from, agent })).body;
      pod.tokenUntil = clock.now() + tokenLife;
    }
    const role = record.annotations["iam.amazonaws.com/role"] ?? "";
    const headers = { "X-aws-ec2-metadata-token": pod.token };
    return ask(world.url, `${rolesPath}${role}`, { from, agent, headers });
  }
}

export interface DayPlan {
  /** Minutes in which STS is away: from, and up to. */
  readonly outage: readonly [from: number, to: number];
  /** The minute after which the proxy begins anew; absent for one that runs all day. */
  readonly restartAt?: number;
}

/** Turns the clock through a day and hands over what pods were answered in each minute. */
export async function playDay(
  clock: TestClock,
  day: Day,
  { outage: [from, to], restartAt }: DayPlan,
  onMinute: (minute: number, replies: readonly Reply[]) => void,
): Promise<void> {
  for (let minute = 0; minute < 24 * 60; minute += 1) {
    day.sts.down = minute >= from && minute < to;
    if (minute % 30 === 29) await day.replacePods(10);
    else await clock.advance(60_000);
    if (minute === restartAt) await day.restart();
    onMinute(minute, await day.askAll(minute));
  }
}
