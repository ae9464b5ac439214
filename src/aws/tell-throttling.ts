// Says when AWS throttles a call, while the SDK slows down and tries again by itself.
import { awsErrorKind } from "./error-kinds.ts";

/** The part of an SDK client that this needs; each client's own stack is typed by its commands. */
interface Client {
  readonly middlewareStack: {
    add(middleware: never, options: { name: string; step: "finalizeRequest"; priority: "low" }): void;
  };
}

type Next = (args: unknown) => Promise<unknown>;

export interface CommandContext {
  readonly commandName?: string;
}

/** Told once an action, then each time the count has doubled: a large account is throttled hundreds of times. */
export function tellThrottling<Sdk extends Client>(client: Sdk, service: string, tell: (text: string) => void): Sdk {
  const counts = new Map<string, number>();
  const note = (context: CommandContext): void => {
    const action = `${service}:${context.commandName?.replace(/Command$/, "") ?? "a call"}`;
    const count = (counts.get(action) ?? 0) + 1;
    counts.set(action, count);
    if (Number.isInteger(Math.log2(count))) tell(throttled(action, count));
  };
  const middleware = (next: Next, context: CommandContext): Next => {
    return async (args) => {
      try {
        return await next(args);
      } catch (error) {
        if (awsErrorKind(error) === "throttled") note(context);
        throw error;
      }
    };
  };
  // Inside the retries, which are in this step with a high priority.
  client.middlewareStack.add(middleware as never, {
    name: "iamctlThrottling",
    step: "finalizeRequest",
    priority: "low",
  });
  return client;
}

function throttled(action: string, count: number): string {
  const times = count === 1 ? "" : ` (${count} times so far)`;
  return `AWS throttles ${action}${times}: slowing down and trying again.`;
}
